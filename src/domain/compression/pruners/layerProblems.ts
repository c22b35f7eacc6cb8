/** What must be true of the layers before a pruner sees them. */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { Calibration, Matrix } from '../contract.ts';
import type { PrunedLayer, PrunerDefinition } from './contract.ts';
import { groupingOf, type Pattern } from './pattern.ts';

/** Problems of a method with a model, before any work: paths are bare parameter keys, as in `check`. */
export function patternProblems(pattern: Pattern, matrices: readonly Pick<Matrix, 'columns'>[]): readonly Problem[] {
  const size = groupingOf(pattern)?.size ?? 1;
  const odd = matrices.find(({ columns }) => columns % size !== 0);
  if (odd === undefined) return [];
  return [
    {
      path: 'pattern',
      message: {
        en: `The pattern ${pattern} needs inputs in groups of ${size}, and a matrix has ${odd.columns} inputs.`,
        zh: `稀疏模式 ${pattern} 要求输入能按 ${size} 个一组划分，但有一个矩阵的输入数为 ${odd.columns}。`,
      },
      nearest: 'unstructured',
    },
  ];
}

/** Throws `non-finite` where weights or measurements contain NaN or infinity, which would make scores meaningless. */
export function checkFinite({ needs }: Pick<PrunerDefinition, 'needs'>, layers: readonly PrunedLayer[]): void {
  for (const layer of layers) {
    if (!layer.matrix.values.every(Number.isFinite)) throw new TrimtabError('non-finite', { what: 'weights' });
    if (needs === 'calibration' && !calibrationOf(layer).gram.every(Number.isFinite)) {
      throw new TrimtabError('non-finite', { what: 'calibration' });
    }
    if (needs === 'movement' && !movementOf(layer).every(Number.isFinite)) {
      throw new TrimtabError('non-finite', { what: 'gradient' });
    }
  }
}

export function calibrationOf({ calibration, matrix: { columns } }: PrunedLayer): Calibration {
  if (calibration?.gram.length !== columns * columns) throw new Error('pruning: the calibration is of another layer');
  return calibration;
}

export function movementOf({ movement, matrix: { values } }: PrunedLayer): Float32Array {
  if (movement?.length !== values.length) throw new Error('pruning: the movement scores are of another layer');
  return movement;
}
