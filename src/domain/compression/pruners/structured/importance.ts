/** How much a whole unit matters: the size of its weights, what the loss says of a head, what a layer does to its input. */
import { outputError } from '../../calibration.ts';
import type { Calibration, Matrix } from '../../contract.ts';

/** L2 norm of each row, as `torch.nn.utils.prune.ln_structured` takes it with n = 2 and dim = 0. */
export function rowNorms({ rows, columns, values }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    Math.sqrt(values.subarray(row * columns, (row + 1) * columns).reduce((sum, value) => sum + value * value, 0)),
  );
}

/**
 * Mean over examples of |Σ A·∂L/∂A|, the first-order effect of switching a head off (Michel et al. 2019, Are Sixteen
 * Heads Really Better than One?, section 4, https://arxiv.org/abs/1905.10650).
 * @param outputs of the heads before the output projection, [examples, time, heads, size].
 * @param gradients ∂L/∂outputs, of the same shape.
 */
export function headImportance(
  outputs: Float32Array,
  gradients: Float32Array,
  { examples, heads, size }: { readonly examples: number; readonly heads: number; readonly size: number },
): Float64Array {
  const importance = new Float64Array(heads);
  const perExample = outputs.length / examples;
  for (let start = 0; start < outputs.length; start += perExample) {
    const sums = new Float64Array(heads);
    for (let i = start; i < start + perExample; i++) {
      const head = Math.floor(i / size) % heads;
      sums[head] = (sums[head] ?? 0) + (outputs[i] ?? NaN) * (gradients[i] ?? NaN);
    }
    for (const [head, sum] of sums.entries()) importance[head] = (importance[head] ?? 0) + Math.abs(sum) / examples;
  }
  return importance;
}

/**
 * Mean over tokens of ‖W_h a_h‖², what a head adds to the residual stream (Kobayashi et al. 2020, Attention is Not Only a
 * Weight, section 3, https://arxiv.org/abs/2004.10102): the error at the output when it alone is left out. Unlike Michel's
 * measure it needs no gradients, and does not know what the loss makes of that error.
 * @param matrix the output projection, whose columns are `heads` equal parts.
 */
export function headOutputs(matrix: Matrix, calibration: Calibration, heads: number): Float64Array {
  const size = matrix.columns / heads;
  return Float64Array.from({ length: heads }, (_, head) => {
    const without = matrix.values.map((value, i) => (Math.floor((i % matrix.columns) / size) === head ? 0 : value));
    return outputError(matrix, without, calibration);
  });
}

/**
 * Block influence, 1 − E cos(x, y): how far a layer turns its input (Men et al. 2024, ShortGPT, equation 1,
 * https://arxiv.org/abs/2403.03853). 0 for a layer that does nothing.
 * @param before the residual stream where it enters the layer, [tokens, width].
 * @param after where it leaves it.
 */
export function blockInfluence(before: Float32Array, after: Float32Array, width: number): number {
  let cosines = 0;
  for (let start = 0; start < before.length; start += width) {
    let product = 0;
    let ofBefore = 0;
    let ofAfter = 0;
    for (let i = start; i < start + width; i++) {
      const x = before[i] ?? NaN;
      const y = after[i] ?? NaN;
      product += x * y;
      ofBefore += x * x;
      ofAfter += y * y;
    }
    // Two zero vectors point the same way; a zero and another do not.
    cosines +=
      ofBefore === 0 && ofAfter === 0 ? 1 : product / Math.max(Math.sqrt(ofBefore * ofAfter), Number.MIN_VALUE);
  }
  return 1 - cosines / (before.length / width);
}
