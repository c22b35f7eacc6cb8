/** Runs kernel descriptors on the device: pipelines cached by their text, bind groups made per dispatch. */
import type { Kernel } from '../../../shaders/common/kernel.ts';
import type * as tf from '../tf.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

/** A part of a tensor's buffer, from an offset that the device can bind (a multiple of 256 bytes). */
export interface Part {
  readonly whole: tf.TensorInfo;
  readonly offsetBytes: number;
}

export type Operand = tf.TensorInfo | Part;

export interface KernelRunner {
  /** Operands in the order of the kernel's bindings. */
  run<Shape>(kernel: Kernel<Shape>, shape: Shape, operands: readonly Operand[]): void;
}

export function kernelRunner(device: GPUDevice, encoder: TfjsEncoder): KernelRunner {
  const pipelines = new Map<string, GPUComputePipeline>();

  const pipelineFor = (id: string, code: string): GPUComputePipeline => {
    const known = pipelines.get(code);
    if (known) return known;
    const module = device.createShaderModule({ label: id, code });
    const pipeline = device.createComputePipeline({
      label: id,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    pipelines.set(code, pipeline);
    return pipeline;
  };

  return {
    run(kernel, shape, operands) {
      if (encoder.rehearsing()) return;
      const parts = operands.map((operand) => ('whole' in operand ? operand : { whole: operand, offsetBytes: 0 }));
      const entries = kernel.bindings.map((binding, index) => {
        const part = parts[index];
        if (part === undefined) throw new Error(`kernel ${kernel.id}: nothing bound to ${binding.name}`);
        const { buffer, offset } = encoder.rangeOf(part.whole);
        if (binding.access === 'read_write') encoder.written(part.whole);
        // The exact range, because kernels ask for their lengths with arrayLength.
        return {
          binding: index,
          resource: { buffer, offset: offset + part.offsetBytes, size: 4 * binding.length(shape) },
        };
      });
      const pipeline = pipelineFor(kernel.id, kernel.code(shape));
      const bindGroup = device.createBindGroup({ label: kernel.id, layout: pipeline.getBindGroupLayout(0), entries });
      const tensors = parts.map(({ whole }) => whole);
      encoder.record({ kernel: kernel.id, pipeline, bindGroup, grid: [...kernel.grid(shape)] }, tensors);
    },
  };
}
