/** Token and position embeddings over our kernels. */
import { add } from '../../../shaders/add/kernel.ts';
import {
  embeddingChain,
  embeddingChainLength,
  embeddingGather,
  embeddingScatter,
  type EmbeddingShape,
} from '../../../shaders/embedding/kernel.ts';
import { stridedSum } from '../../../shaders/sum/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuEmbedding(runner: KernelRunner, encoder: TfjsEncoder, ids: tf.Tensor, table: tf.Tensor): tf.Tensor {
  const [vocabulary = 0, width = 0] = table.shape;
  const shape: EmbeddingShape = { rows: ids.size, vocabulary, width };
  return withGradient({
    inputs: [table],
    forward() {
      const output = encoder.allocate([shape.rows, width]);
      runner.run(embeddingGather, shape, [ids, table, output]);
      return { output, saved: [ids] };
    },
    backward(upstream, saved, places) {
      // A tied table has its gradient as output head by now.
      const before = places.add(0);
      const gradient = before ?? places.store(0) ?? encoder.allocate([vocabulary, width]);
      const chain = encoder.allocate([embeddingChainLength(shape)], 'int32');
      runner.run(embeddingChain, shape, [at(saved, 0), chain]);
      runner.run(embeddingScatter, { ...shape, adds: before !== null }, [chain, upstream, gradient]);
      return [gradient];
    },
  });
}

/** The table may be longer than `time`; the rest of it gets no gradient. */
export function gpuAddPositions(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  x: tf.Tensor,
  positions: tf.Tensor,
  time: number,
): tf.Tensor {
  const [, width = 0] = x.shape;
  const period = time * width;
  return withGradient({
    inputs: [x, positions],
    forward() {
      const output = encoder.allocate(x.shape);
      runner.run(add, { length: x.size, period }, [x, positions, output]);
      return { output, saved: [] };
    },
    backward(upstream, _saved, places) {
      const forPositions = places.store(1) ?? encoder.allocate(positions.shape);
      const shape = { inputs: x.size, stride: period, outputs: positions.size };
      runner.run(stridedSum, shape, [upstream, forPositions]);
      return [tf.clone(upstream), forPositions];
    },
  });
}
