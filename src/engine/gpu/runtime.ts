/** Our kernels on the GPU: pipelines, bind groups and the operations that the model and the training loop ask for. */
import type { AttentionOptions } from '../../domain/models/ops.ts';
import type { StoreOptions } from '../train/hostParameters.ts';
import type { ParameterStore } from '../train/parameters.ts';
import type * as tf from '../tf.ts';
import type { AdapterFacts } from './adapter.ts';
import type { GpuCounts } from './counters.ts';

export interface GpuRuntime {
  readonly features: readonly string[];
  /** Resolves with the reason when the device is lost. */
  readonly lost: Promise<string>;
  attention(qkv: tf.Tensor, options: AttentionOptions): tf.Tensor;
  dropout(x: tf.Tensor, rate: number, seed: number, stream: number): tf.Tensor;
  crossEntropy(logits: tf.Tensor, targets: tf.Tensor, counted: number): tf.Tensor;
  parameters(options: StoreOptions): ParameterStore;
  counts(): GpuCounts;
  /** Bytes that a run may occupy at most. WebGPU does not tell how much memory there is, only how large one buffer may be. */
  readonly byteLimit: number;
}

export function openGpuRuntime(_facts: AdapterFacts): Promise<GpuRuntime> {
  throw new Error('not yet');
}
