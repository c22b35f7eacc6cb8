/** Where trainable values and optimizer state live, and how one update is made. */
import type { Weights } from '../../domain/models/contract.ts';
import type * as tf from '../tf.ts';

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
  /** One in-place update. Gradients by tensor name. Resolves with the norm of all gradients before clipping. */
  apply(gradients: Weights<tf.Tensor>, request: UpdateRequest): Promise<{ readonly gradNorm: number }>;
  /** Copies of all values. */
  weights(): Promise<Weights<Float32Array>>;
  state(): Promise<OptimizerState>;
  dispose(): void;
}

/** torch.nn.utils.clip_grad_norm_. */
export function clipFactor(norm: number, clipNorm: number): number {
  return clipNorm > 0 ? Math.min(1, clipNorm / (norm + 1e-6)) : 1;
}
