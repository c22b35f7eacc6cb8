/** The operations of a forward pass: those of the backend, with what depends on the seed, the step and the mode filled in. */
import { dropoutStream } from '../../../shaders/dropout/kernel.ts';
import { mix32, streams, uniform } from '../../domain/core/random.ts';
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

const depthStream = (step: number, layer: number): number => mix32(mix32(streams.depth + layer) + step);

export function passOps({ seed, step, training }: PassContext, ops: BackendOps): ModelOps<tf.Tensor> {
  return {
    ...ops,
    attention(qkv, { dropout: { rate, site } = { rate: 0, site: 0 }, ...options }) {
      if (!training || rate === 0) return ops.attention(qkv, options);
      return ops.attention(qkv, { ...options, dropped: { rate, seed, stream: () => dropoutStream(step(), site) } });
    },
    dropout(x, rate, site) {
      if (!training || rate === 0) return x;
      return ops.dropout(x, rate, seed, () => dropoutStream(step(), site));
    },
    dropLayer(x, rate, layer) {
      if (!training || rate === 0) return x;
      return ops.scaled(x, () => (uniform(seed, depthStream(step(), layer), 0) < rate ? 0 : 1 / (1 - rate)));
    },
  };
}
