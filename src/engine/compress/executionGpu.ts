/**
 * Compressed matrices on the GPU: they lie there as in their file and are multiplied so, by one kernel for a single row, as
 * in decoding, and by the tiles of dense products for more. No gradients: what is compressed is not trained.
 */
import type { GemvForm } from '../../../shaders/common/gemv/form.ts';
import type { Kernel } from '../../../shaders/common/kernel.ts';
import { int8Feature } from '../../../shaders/int8-linear/kernel.ts';
import { cut, type ProductVariant } from '../../../shaders/linear/variants.ts';
import type { QuantizedShape } from '../../../shaders/quantized-linear/format.ts';
import { quantizedExtent, quantizedGemv } from '../../../shaders/quantized-linear/kernel.ts';
import { quantizedProduct } from '../../../shaders/quantized-linear/product.ts';
import { sparseGemv, sparseProduct } from '../../../shaders/sparse-linear/kernel.ts';
import type { KernelRunner } from '../gpu/kernelRunner.ts';
import type { TfjsEncoder } from '../gpu/tfjsEncoder.ts';
import type { KernelChoice } from '../gpu/tuning/kernelChoice.ts';
import type * as tf from '../tf.ts';
import type { Executable } from './executionLayout.ts';

export interface GpuMatrix {
  /** y [M, O] = x [M, I] Wᵀ (+ bias [O]). */
  multiply(x: tf.Tensor, bias: tf.Tensor | null): tf.Tensor;
  /** On the device. */
  readonly bytes: number;
  dispose(): void;
}

/** What runs it. */
export interface GpuMachine {
  readonly device: GPUDevice;
  readonly runner: KernelRunner;
  readonly encoder: TfjsEncoder;
  readonly kernels: KernelChoice;
  readonly software: boolean;
  readonly subgroups: boolean;
}

export const gemvFormOn = ({ software, subgroups }: Pick<GpuMachine, 'software' | 'subgroups'>): GemvForm =>
  software ? 'alone' : subgroups ? 'subgroup' : 'lanes';

/** Whether bytes can be multiplied with bytes in WGSL here. */
export const hasIntegerDots = (): boolean => navigator.gpu.wgslLanguageFeatures.has(int8Feature);

/** The kernels of a way of writing matrices. */
interface Written {
  readonly shape: Executable['shape'];
  readonly arrays: Executable['arrays'];
  readonly gemv: (form: GemvForm, bias: boolean) => Kernel<QuantizedShape>;
  readonly product: (bias: boolean, variant: ProductVariant) => Kernel<QuantizedShape>;
}

export const gpuMatrix = (machine: GpuMachine, { format, shape, arrays }: Executable): GpuMatrix =>
  matrixOn(machine, {
    shape,
    arrays: { ...arrays, extent: quantizedExtent(format, { rows: 1, ...shape }) },
    gemv: (form, bias) => quantizedGemv(format, form, bias),
    product: (bias, variant) => quantizedProduct(format, bias, variant),
  });

/** A 2:4 sparse one [O, I]. */
export const gpuSparseMatrix = (
  machine: GpuMachine,
  size: { readonly inputs: number; readonly outputs: number },
  arrays: Executable['arrays'],
): GpuMatrix => matrixOn(machine, { shape: { ...size, group: 0 }, arrays, gemv: sparseGemv, product: sparseProduct });

function matrixOn(machine: GpuMachine, { shape, arrays, gemv, product }: Written): GpuMatrix {
  const { runner, encoder, kernels } = machine;
  const { inputs, outputs } = shape;
  const form = gemvFormOn(machine);
  const tensors = new Map(
    // As bits: uploads do not look at numbers.
    Object.entries(arrays).map(([name, { buffer }]) => [name, encoder.upload(new Float32Array(buffer))]),
  );
  return {
    bytes: Object.values(arrays).reduce((sum, { byteLength }) => sum + byteLength, 0),
    multiply(x, bias) {
      const [rows = 0] = x.shape;
      const hasBias = bias !== null;
      // What suits a dense product of this shape: it loads x and sums up in the same way.
      const variant = (): ProductVariant =>
        cut(kernels.product('NT', hasBias, { rows, columns: outputs, inner: inputs }), 1);
      const kernel = rows === 1 ? gemv(form, hasBias) : product(hasBias, variant());
      const output = encoder.allocate([rows, outputs]);
      const operandOf = (name: string): tf.Tensor => {
        const bound = tensors.get(name) ?? { x, output, bias }[name];
        if (!bound) throw new Error(`${kernel.id}: nothing to bind to ${name}`);
        return bound;
      };
      runner.run(
        kernel,
        { ...shape, rows },
        kernel.bindings.map(({ name }) => operandOf(name)),
      );
      return output;
    },
    dispose: () => tensors.forEach((tensor) => tensor.dispose()),
  };
}
