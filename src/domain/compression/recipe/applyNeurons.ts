/**
 * Pruning whole neurons of the feed-forward layers: rows of the matrix before the activation and columns of the one after
 * it. The matrices keep their shape, so that the model's settings hold; the file has only the lines that stay. An entry of
 * the bias stays too, and what comes of it meets a column of zeros.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { Settings } from '../../core/params.ts';
import type { Neurons } from '../../models/products.ts';
import type { Pass } from '../contract.ts';
import { rowNorms } from '../pruners/structured/importance.ts';
import type { structuredPruners } from '../pruners/structured/index.ts';
import { keepImportant } from '../pruners/structured/units.ts';
import { wholePiece, withoutLines } from './lines.ts';
import type { Piece, Worked } from './pieces.ts';
import type { RecipePass } from './recipe.ts';

/** @param path of the pass, for problems: `passes.0.` */
export function* applyNeurons(pass: RecipePass, path: string, worked: readonly Worked[]): Pass<readonly Worked[]> {
  const { share } = pass as unknown as Settings<typeof structuredPruners.neurons.params>;
  const result = new Map(worked.map((one) => [one.name, one]));
  const pairs = worked.flatMap((outer) => {
    const inner = outer.neurons && result.get(outer.neurons.from);
    return inner ? [{ inner, outer, neurons: outer.neurons }] : [];
  });
  if (pairs.length === 0) throw new TrimtabError('bad-config', {}, [noNeurons(path)]);
  for (const [i, { inner, outer, neurons }] of pairs.entries()) {
    const [rows, columns] = [wholePiece(inner, path), wholePiece(outer, path)];
    const kept = keepImportant(importanceOf(rows, neurons), share);
    result.set(inner.name, {
      ...inner,
      pieces: [withoutLines(rows, (row) => kept[row % kept.length] === 1)],
    });
    result.set(outer.name, {
      ...outer,
      pieces: [withoutLines(columns, (_, column) => kept[column] === 1)],
    });
    yield (i + 1) / pairs.length;
  }
  return [...result.values()];
}

/** Of the weights into a neuron; of a gated one, into its gate and its value. */
function importanceOf({ matrix }: Piece, { gated }: Neurons): Float64Array {
  const norms = rowNorms(matrix);
  if (!gated) return norms;
  const units = norms.length / 2;
  return Float64Array.from({ length: units }, (_, unit) => Math.hypot(norms[unit] ?? 0, norms[unit + units] ?? 0));
}

const noNeurons = (path: string): Problem => ({
  path: `${path}method`,
  message: {
    en: 'There are no neurons to remove: the pass needs both matrices of a feed-forward layer, which this model or this selection does not have.',
    zh: '没有可移除的神经元：该步骤需要前馈层的两个矩阵，而该模型或所选矩阵中没有。',
  },
});
