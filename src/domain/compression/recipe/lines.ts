/** Rows and columns that go as a whole: they become zeros and holes of the mask, and the matrix keeps its shape. */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import { withoutHoles, type Piece, type Worked } from './pieces.ts';

/** @param stays what was no hole before stays where this says so. */
export function withoutLines(piece: Piece, stays: (row: number, column: number) => boolean): Piece {
  const { matrix, mask } = piece;
  const holes = Uint8Array.from(matrix.values, (_, i) => {
    const there = mask === null || mask[i] === 1;
    return there && stays(Math.floor(i / matrix.columns), i % matrix.columns) ? 1 : 0;
  });
  return { ...piece, matrix: { ...matrix, values: withoutHoles(matrix.values, holes) }, mask: holes };
}

/** @param path of the pass, for problems: `passes.0.` @throws TrimtabError `bad-config` for a product of two matrices. */
export function wholePiece({ pieces: [piece, second] }: Worked, path: string): Piece {
  if (second) throw new TrimtabError('bad-config', {}, [alreadyProducts(path)]);
  return piece;
}

const alreadyProducts = (path: string): Problem => ({
  path: `${path}method`,
  message: {
    en: 'Neurons, heads and layers are removed before a low-rank pass: products of two thinner matrices have none.',
    zh: '移除神经元、注意力头或层须在低秩步骤之前：写成两个较窄矩阵之积后便无从移除。',
  },
});
