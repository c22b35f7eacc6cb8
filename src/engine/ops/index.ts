/** The operations of a forward pass: those of the backend, with what depends on the seed, the step and the mode filled in. */
import { dropoutStream } from '../../../shaders/dropout/kernel.ts';
import type { ModelOps } from '../../domain/models/ops.ts';
import type * as tf from '../tf.ts';
import type { BackendOps, PerStep } from './contract.ts';

/** What a forward pass depends on beside its weights and inputs. */
export interface PassContext {
  readonly seed: number;
  readonly step: PerStep<number>;
  /** Dropout acts in training only. */
  readonly training: boolean;
}

export function passOps({ seed, step, training }: PassContext, ops: BackendOps): ModelOps<tf.Tensor> {
  return {
    ...ops,
    dropout(x, rate, site) {
      if (!training || rate === 0) return x;
      return ops.dropout(x, rate, seed, () => dropoutStream(step(), site));
    },
  };
}
