/** Dropout, or a scaling by a number of the step, as one dispatch each way; no mask is stored. */
import { dropout } from '../../../shaders/dropout/kernel.ts';
import type { PerStep } from '../ops/contract.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuDropout(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  x: tf.Tensor,
  contents: PerStep<Uint32Array<ArrayBuffer>>,
): tf.Tensor {
  const apply = (input: tf.Tensor, control: tf.Tensor): tf.Tensor => {
    const output = encoder.allocate(x.shape);
    runner.run(dropout, { length: x.size }, [control, input, output]);
    return output;
  };
  return withGradient({
    inputs: [x],
    forward() {
      // The bit patterns of unsigned integers and floats, carried by an int32 tensor.
      const control = encoder.input(() => new Int32Array(contents().buffer));
      return { output: apply(x, control), saved: [control] };
    },
    backward: (gradient, saved) => [apply(gradient, at(saved, 0))],
  });
}
