/** Where trainable values and optimizer state live, and how one update is made. */
import { numberOps } from '../../domain/core/ops.ts';
import type { ParamSpecs, Settings } from '../../domain/core/params.ts';
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import type { OptimizerDefinition } from '../../domain/optimizers/contract.ts';
import { climbShare } from '../../domain/regularization/climb.ts';
import type { PerStep } from '../ops/contract.ts';
import type { SquareSums } from '../../domain/optimizers/updateModule.ts';
import type { GradientTargets } from '../ops/tape.ts';
import * as tf from '../tf.ts';
import type { UpdateOutputs } from './steps.ts';

export interface UpdateRequest {
  readonly learningRate: number;
  /** Number of this update, counting from 1. */
  readonly step: number;
  /** 0 means no clipping. */
  readonly clipNorm: number;
}

/** Optimizer state by state name, then by tensor name. */
export type OptimizerState = Readonly<Record<string, Weights<Float32Array>>>;

export interface ParameterStore {
  /** Current values by tensor name; valid until the next `apply`. */
  tensors(): Weights<tf.Tensor>;
  /** Those to validate with; the same ones unless the optimizer has others. */
  evaluated(): Weights<tf.Tensor>;
  /** Where gradients are wanted; any tensors will do where this is missing. */
  readonly targets?: GradientTargets;
  /**
   * One in-place update, or none if a gradient or the loss is not finite. Gradients by tensor name.
   * @param loss one number; a gradient may look sound where it is none, as `max` on a GPU may drop what is not a number.
   */
  apply(gradients: Weights<tf.Tensor>, request: PerStep<UpdateRequest>, loss?: tf.Tensor): UpdateOutputs;
  /** Uphill by a radius along the gradients, to take others there; only of a store that `climbs`. */
  climb(gradients: Weights<tf.Tensor>, radius: PerStep<number>): void;
  /** Back to where the values were, bit for bit. */
  descend(): void;
  /** Copies of all values. */
  weights(): Promise<Weights<Float32Array>>;
  /** Copies of those to validate, write and export with. */
  evaluatedWeights(): Promise<Weights<Float32Array>>;
  state(): Promise<OptimizerState>;
  dispose(): void;
}

export interface StoreOptions {
  readonly specs: readonly TensorSpec[];
  readonly optimizer: OptimizerDefinition;
  /** Read at every update, so that live changes take effect. */
  readonly settings: () => Settings<ParamSpecs>;
  readonly weights: Weights<Float32Array>;
  /** Keeps room to climb and descend. */
  readonly climbs?: boolean;
  /** Null at the start of a run: all zero. */
  readonly state: OptimizerState | null;
}

/** torch.nn.utils.clip_grad_norm_. */
export function clipFactor(norm: number, clipNorm: number): number {
  return clipNorm > 0 ? Math.min(1, clipNorm / (norm + 1e-6)) : 1;
}

/**
 * What a store on the host reports of an update, or of none where `update` would spoil everything.
 * @param loss missing where nobody knows it
 * @param update of the tensors in their order, by a clip factor
 */
export function updateOf(
  gradNorm: number,
  loss: tf.Tensor | undefined,
  clipNorm: number,
  tensors: number,
  update: (clipFactor: number) => readonly SquareSums[],
): UpdateOutputs {
  const finite = [gradNorm, ...(loss?.dataSync() ?? [])].every(Number.isFinite);
  const factor = finite ? clipFactor(gradNorm, clipNorm) : 0;
  const norms = finite ? update(factor).flat().map(Math.sqrt) : Array<number>(3 * tensors).fill(Number.NaN);
  return { measures: tf.tensor1d([gradNorm, factor, finite ? 0 : 1]), norms: tf.tensor1d(norms) };
}

/** What a state starts from, where nothing is restored: a copy of the weights, or null for zeros. */
export const startOf = ({ copies }: OptimizerDefinition, kind: string, weights: Float32Array): Float32Array | null =>
  copies?.includes(kind) ? weights : null;

/** A record over the tensors of a model. */
export function mapSpecs<T>(specs: readonly TensorSpec[], make: (spec: TensorSpec) => T): Weights<T> {
  return Object.fromEntries(specs.map((spec) => [spec.name, make(spec)]));
}

export const neverClimbs = (): never => {
  throw new Error('parameters: this store does not climb');
};

/** `climb` and `descend` of a store whose arrays the host can reach. @param arrays of values and gradients as they lie now */
export function hostClimber(
  specs: readonly TensorSpec[],
  arrays: (
    name: string,
    gradients: Weights<tf.Tensor> | null,
  ) => readonly [values: Float32Array, gradient: Float32Array],
): Pick<ParameterStore, 'climb' | 'descend'> {
  let before: Weights<Float32Array> = {};
  return {
    climb(gradients, radius) {
      before = mapSpecs(specs, ({ name }) => arrays(name, null)[0].slice());
      let squares = 0;
      for (const { name } of specs) for (const g of arrays(name, gradients)[1]) squares += g * g;
      const share = climbShare(numberOps, radius(), Math.sqrt(squares));
      for (const { name } of specs) {
        const [values, gradient] = arrays(name, gradients);
        gradient.forEach((g, i) => (values[i] = (values[i] ?? Number.NaN) + share * g));
      }
    },
    descend() {
      for (const [name, values] of Object.entries(before)) arrays(name, null)[0].set(values);
      before = {};
    },
  };
}
