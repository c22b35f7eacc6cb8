/** The model operations of the started backend: our kernels where there is a GPU, compositions of stock ones elsewhere. */
import { dropoutStream } from '../../../shaders/dropout/kernel.ts';
import type { ModelOps } from '../../domain/models/ops.ts';
import type { GpuRuntime } from '../gpu/runtime.ts';
import * as tf from '../tf.ts';
import { compositeAttention } from './attention.ts';
import { compositeCrossEntropy } from './crossEntropy.ts';
import { compositeDropout } from './dropout.ts';
import { addPositions, embedding } from './embedding.ts';
import { gelu } from './gelu.ts';
import { layerNorm } from './layerNorm.ts';
import { linear, project } from './linear.ts';
import { hostLstm } from './hostLstm.ts';
import { compositeLstm } from './lstm.ts';

/** What a forward pass depends on beside its weights and inputs. */
export interface PassContext {
  readonly seed: number;
  readonly step: number;
  /** Dropout acts in training only. */
  readonly training: boolean;
}

export function engineOps({ seed, step, training }: PassContext, gpu: GpuRuntime | null): ModelOps<tf.Tensor> {
  return {
    embedding,
    addPositions,
    linear,
    project,
    layerNorm,
    gelu,
    lstm: gpu ? compositeLstm : hostLstm,
    add: tf.add,
    attention: gpu ? gpu.attention : compositeAttention,
    dropout(x, rate, site) {
      if (!training || rate === 0) return x;
      const stream = dropoutStream(step, site);
      return gpu ? gpu.dropout(x, rate, seed, stream) : compositeDropout(x, rate, seed, stream);
    },
  };
}

/** Mean cross-entropy over the counted targets, in nats. */
export function crossEntropy(
  logits: tf.Tensor,
  targets: tf.Tensor,
  counted: number,
  gpu: GpuRuntime | null,
): tf.Tensor {
  return gpu ? gpu.crossEntropy(logits, targets, counted) : compositeCrossEntropy(logits, targets, counted);
}
