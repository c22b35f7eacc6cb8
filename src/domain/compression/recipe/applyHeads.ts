/**
 * Attention heads that go: their columns of the output projection and their rows of queries, keys and values become zeros
 * and are not written. Keys and values that several heads share go with the last of these. Biases stay: nothing reads
 * what they make. The model keeps its shape; see `docs/decisions/0012-encodings.md`.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { Settings } from '../../core/params.ts';
import type { Heads } from '../../models/products.ts';
import type { Pass } from '../contract.ts';
import { headOutputs } from '../pruners/structured/importance.ts';
import type { structuredPruners } from '../pruners/structured/index.ts';
import { keepImportant } from '../pruners/structured/units.ts';
import { wholePiece, withoutLines } from './lines.ts';
import type { Worked } from './pieces.ts';
import type { RecipePass } from './recipe.ts';

/** @param path of the pass, for problems: `passes.0.` */
export function* applyHeads(pass: RecipePass, path: string, worked: readonly Worked[]): Pass<readonly Worked[]> {
  const { share } = pass as unknown as Settings<typeof structuredPruners.heads.params>;
  const result = new Map(worked.map((one) => [one.name, one]));
  const pairs = worked.flatMap((outer) => {
    const packed = outer.heads && result.get(outer.heads.from);
    return packed ? [{ packed, outer, heads: outer.heads }] : [];
  });
  if (pairs.length === 0) throw new TrimtabError('bad-config', {}, [noHeads(path)]);
  for (const [i, { packed, outer, heads }] of pairs.entries()) {
    const [rows, columns] = [wholePiece(packed, path), wholePiece(outer, path)];
    const { matrix, calibration } = columns;
    if (!calibration) throw new Error(`applyHeads: the calibration of ${outer.name} is missing`);
    const kept = keepImportant(headOutputs(matrix, calibration, heads.heads), share);
    const size = matrix.columns / heads.heads;
    const readers = keptRows(kept, heads, size);
    result.set(packed.name, { ...packed, pieces: [withoutLines(rows, (row) => readers[row] === 1)] });
    result.set(outer.name, {
      ...outer,
      pieces: [withoutLines(columns, (_, column) => kept[Math.floor(column / size)] === 1)],
    });
    yield (i + 1) / pairs.length;
  }
  return [...result.values()];
}

/** Of queries, keys and values together, 1 where a head that stays reads it. */
function keptRows(kept: Uint8Array, { heads, keyHeads }: Heads, size: number): Uint8Array {
  const sharedBy = heads / keyHeads;
  const keys = Uint8Array.from({ length: keyHeads }, (_, key) =>
    Math.max(...kept.subarray(key * sharedBy, (key + 1) * sharedBy)),
  );
  return Uint8Array.from([...kept, ...keys, ...keys].flatMap((stays) => Array.from({ length: size }, () => stays)));
}

const noHeads = (path: string): Problem => ({
  path: `${path}method`,
  message: {
    en: 'There are no attention heads to remove: the pass needs both matrices of an attention layer, which this model or this selection does not have.',
    zh: '没有可移除的注意力头：该步骤需要注意力层的两个矩阵，而该模型或所选矩阵中没有。',
  },
});
