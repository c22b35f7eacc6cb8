/** How an engine carries out the same training step again and again. */
import type { KernelTime, StepExecution } from '../../protocol/protocol.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import { normsPerTensor } from '../../domain/metrics/tensorNorms.ts';
import * as tf from '../tf.ts';

/** What an update leaves on the backend. */
export interface UpdateOutputs {
  /** Of the gradients before clipping: their norm, the clip factor, how many are not finite. */
  readonly measures: tf.Tensor;
  /** See `StepReadings.norms`. */
  readonly norms: tf.Tensor;
}

/** What a step leaves on the backend. */
export interface StepOutputs extends UpdateOutputs {
  /** Mean, nats per counted target. */
  readonly loss: tf.Tensor;
}

/** Forward, backward and update. What differs from step to step is asked for through `PerStep` functions only. */
export type Step = () => StepOutputs;

export interface StepReadings {
  readonly lossNats: number;
  readonly gradNorm: number;
  readonly nonFinite: number;
  /**
   * L2 norms of every tensor in the order of the model's: of its gradient before clipping, of its values after the update,
   * and of what the update has added to them (`normsOf` in domain/metrics/tensorNorms.ts).
   */
  readonly norms: Float32Array;
}

export interface StepExecutor {
  readonly execution: () => StepExecution;
  /** To be waited for before the first step, and the first one after a reset: what is to run is chosen. */
  prepare(): Promise<void>;
  /** Hands one step to the backend before it returns; resolves when the figures have been read. */
  run(): Promise<StepReadings>;
  /**
   * What the kernels of the next step take; null where nothing can tell, as when that step is being recorded. Resolves
   * once it has been made.
   */
  profileNext(): Promise<readonly KernelTime[] | null>;
  /** Does work between two steps in the memory of the steps. Nothing that it makes may outlive the next step. */
  between<T>(work: () => T): T;
  /** Other operations may follow: what has been recorded is out of date. */
  reset(): void;
  dispose(): void;
}

export function readingsOf(
  loss: ArrayLike<number>,
  measures: ArrayLike<number>,
  norms: ArrayLike<number>,
): StepReadings {
  return {
    lossNats: loss[0] ?? Number.NaN,
    gradNorm: measures[0] ?? Number.NaN,
    nonFinite: measures[2] ?? Number.NaN,
    norms: Float32Array.from(norms),
  };
}

/**
 * Of a step that has gone wrong, no update was made, unless only the weights are no numbers: an operation may have dropped
 * that on its way to the loss. Throws `non-finite`.
 */
export function checkFinite({ lossNats, nonFinite, norms }: StepReadings, step: number): void {
  const ofWeights = norms.filter((_norm, at) => at % normsPerTensor === 1);
  const what = !Number.isFinite(lossNats)
    ? 'loss'
    : nonFinite !== 0
      ? 'gradNorm'
      : ofWeights.every(Number.isFinite)
        ? null
        : 'weights';
  if (what !== null) throw new TrimtabError('non-finite', { what, step });
}

/** Runs through the step every time. */
export async function runEagerly(step: Step): Promise<StepReadings> {
  const { loss, measures, norms } = step();
  try {
    return readingsOf(...(await Promise.all([loss.data(), measures.data(), norms.data()])));
  } finally {
    tf.dispose([loss, measures, norms]);
  }
}

export const hostExecutor = (step: Step): StepExecutor => ({
  execution: () => ({ kind: 'host' }),
  prepare: () => Promise.resolve(),
  run: () => runEagerly(step),
  profileNext: () => Promise.resolve(null),
  between: (work) => work(),
  reset() {},
  dispose() {},
});
