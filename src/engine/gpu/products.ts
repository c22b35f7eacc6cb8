/** Runs products and the gradients of linear layers by whichever variants are chosen, whole or in shares. */
import type { PointwiseActivation } from '../../../shaders/linear/activation.ts';
import { joinLinearShares, linearBackward, type LinearShape } from '../../../shaders/linear/backward.ts';
import { productKernel, type GradientFactor, type Layout, type ProductShape } from '../../../shaders/linear/kernel.ts';
import { cut } from '../../../shaders/linear/variants.ts';
import { stridedSum } from '../../../shaders/sum/kernel.ts';
import type { KernelRunner, Operand } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';
import type { KernelChoice } from './tuning/kernelChoice.ts';

interface ProductOptions {
  /** What is added to the product; null for nothing. */
  readonly bias?: Operand | null;
  readonly onto?: Operand | null;
  readonly gradient?: GradientFactor;
}

/** What has made the input of a layer. */
interface InputActivation {
  readonly activation: PointwiseActivation;
  /** The input before it. */
  readonly before: Operand;
}

export interface Products {
  multiply(
    layout: Layout,
    shape: ProductShape,
    factors: readonly [Operand, Operand],
    options: ProductOptions,
    output: Operand,
  ): void;
  /** A linear layer, and what an activation makes of it. */
  multiplyAndActivate(
    shape: LinearShape,
    operands: readonly [x: Operand, weight: Operand, bias: Operand],
    activation: PointwiseActivation,
    outputs: readonly [before: Operand, activated: Operand],
  ): void;
  /** Gradients of input, weight and bias; for an input that an activation has made, of what it was before. */
  gradients(
    shape: LinearShape,
    operands: readonly [x: Operand, weight: Operand, upstream: Operand],
    outputs: readonly [forInput: Operand, forWeight: Operand, forBias: Operand],
    made?: InputActivation,
  ): void;
}

export function gpuProducts(runner: KernelRunner, encoder: TfjsEncoder, kernels: KernelChoice): Products {
  return {
    multiply(layout, shape, factors, { bias = null, onto = null, gradient = null }, output) {
      const variant = kernels.product(layout, bias !== null, shape);
      const kernel = productKernel(layout, { bias: bias !== null, onto: onto !== null, gradient, variant });
      const operands = [...factors, ...(bias ? [bias] : []), ...(onto ? [onto] : [])];
      if (variant.shares === 1) return runner.run(kernel, shape, [...operands, output]);
      const length = shape.rows * shape.columns;
      const shares = encoder.allocate([variant.shares, length]);
      runner.run(kernel, shape, [...operands, shares]);
      const join = { inputs: variant.shares * length, stride: length, outputs: length };
      runner.run(stridedSum, join, [shares, output]);
    },
    multiplyAndActivate({ rows, inputs, outputs: columns }, operands, activation, outputs) {
      const shape = { rows, columns, inner: inputs };
      // What an activation takes is a whole sum.
      const variant = cut(kernels.product('NN', true, shape), 1);
      runner.run(productKernel('NN', { bias: true, activation, variant }), shape, [...operands, ...outputs]);
    },
    gradients(shape, operands, outputs, made) {
      const variant = kernels.linearBackward(shape);
      const { shares } = variant;
      const kernel = linearBackward(variant, made?.activation);
      const before = made ? [made.before] : [];
      if (shares === 1) return runner.run(kernel, shape, [...operands, ...outputs, ...before]);
      const [forInput, forWeight, forBias] = outputs;
      const weightShares = encoder.allocate([shares, shape.inputs, shape.outputs]);
      const biasShares = encoder.allocate([shares, shape.outputs]);
      runner.run(kernel, shape, [...operands, forInput, weightShares, biasShares, ...before]);
      runner.run(joinLinearShares(shares), shape, [weightShares, biasShares, forWeight, forBias]);
    },
  };
}
