/** The loss that a run trains on, with the weights that its targets have by how often they occur in the data. */
import type { Chosen } from '../../domain/config/resolve.ts';
import type { DataSource, TokenBatch } from '../../domain/data/contract.ts';
import { balancedWeights } from '../../domain/losses/balance.ts';
import type { LossDefinition, LossTerms } from '../../domain/losses/contract.ts';
import { countTargets } from '../../domain/data/countTargets.ts';
import type { PerStep, Progress } from '../ops/contract.ts';

export interface TrainedLoss {
  readonly terms: LossTerms;
  /** [B·T] of a batch; null: all weigh 1. */
  readonly rowWeights: ((batch: TokenBatch) => Float32Array) | null;
  /** [B·T] of a batch, where a formula uses it: the share of each target's token in the data. */
  readonly frequencies: ((batch: TokenBatch) => Float32Array) | null;
  readonly progress: PerStep<Progress>;
  /** What the targets of a batch weigh together. */
  readonly counted: (batch: TokenBatch) => number;
}

/** What batches to count where the data is made up without end; see `DataSource.batch`. */
export interface BatchShape {
  readonly seed: number;
  readonly size: number;
  readonly time: number;
}

const countedBatches = 32;

export function trainedLoss(
  loss: Chosen<LossDefinition>,
  data: DataSource,
  shape: BatchShape,
  progress: PerStep<Progress>,
): TrainedLoss {
  const terms = loss.definition.training(loss.settings);
  if (terms.balance === 0) {
    const frequencies = terms.formula?.usesFrequency ? frequenciesOf(targetCounts(data, shape)) : null;
    return { terms, rowWeights: null, frequencies, progress, counted: countTargets };
  }
  const table = balancedWeights(targetCounts(data, shape), terms.balance);
  const weightOf = (target: number): number => (target < 0 ? 0 : (table[target] ?? Number.NaN));
  return {
    terms,
    frequencies: null,
    progress,
    rowWeights: ({ targets }) => Float32Array.from(targets, weightOf),
    counted: ({ targets }) => targets.reduce((sum, target) => sum + weightOf(target), 0),
  };
}

/** Of the targets of a batch; what was never seen counts as seen once, and what is no target as everything. */
function frequenciesOf(counts: Float64Array): (batch: TokenBatch) => Float32Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const of = (target: number): number => (target < 0 ? 1 : Math.max(1, counts[target] ?? 0) / total);
  return ({ targets }) => Float32Array.from(targets, of);
}

/** How often each id is a target: in the whole text, or in the first batches of a task; of labels it is known. */
export function targetCounts(data: DataSource, { seed, size, time }: BatchShape): Float64Array {
  if (data.classes) return Float64Array.from(data.classes.counts);
  const counts = new Float64Array(data.tokenizer.size);
  const count = (ids: Int32Array): void => {
    for (const id of ids) if (id >= 0) counts[id] = (counts[id] ?? 0) + 1;
  };
  if (data.tokens) count(data.tokens.train);
  else for (let step = 0; step < countedBatches; step++) count(data.batch(seed, step, size, time).targets);
  return counts;
}
