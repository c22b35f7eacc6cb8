/**
 * Causal attention as plain loops in double precision, forward and backward, on the packed layout of `kernel.ts`.
 * The backward pass follows the chain rule through the softmax with the full row of probabilities, not the kernels' way.
 */
import type { AttentionShape } from './kernel.ts';

type Numbers = ArrayLike<number>;

interface Head {
  readonly query: (row: number, feature: number) => number;
  readonly key: (row: number, feature: number) => number;
  readonly value: (row: number, feature: number) => number;
}

/** Calls `visit` for every sequence and head with access to its features and the offset of its first output element. */
function eachHead(
  qkv: Numbers,
  shape: AttentionShape,
  visit: (head: Head, packedAt: number, outputAt: number, index: number) => void,
): void {
  const { batch, time, heads, headWidth } = shape;
  const width = heads * headWidth;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const packedAt = b * time * 3 * width + h * headWidth;
      const read =
        (part: number) =>
        (row: number, feature: number): number =>
          qkv[packedAt + row * 3 * width + part * width + feature] ?? NaN;
      visit(
        { query: read(0), key: read(1), value: read(2) },
        packedAt,
        b * time * width + h * headWidth,
        b * heads + h,
      );
    }
  }
}

/** Softmax over keys 0 … row of the scaled scores, and the log of their summed exponentials. */
function probabilities(
  head: Head,
  row: number,
  headWidth: number,
): { readonly weights: number[]; readonly logSumExp: number } {
  const scores = Array.from({ length: row + 1 }, (_, key) => {
    let score = 0;
    for (let d = 0; d < headWidth; d++) score += head.query(row, d) * head.key(key, d);
    return score / Math.sqrt(headWidth);
  });
  const peak = Math.max(...scores);
  const logSumExp = peak + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - peak), 0));
  return { weights: scores.map((score) => Math.exp(score - logSumExp)), logSumExp };
}

const allRows = ({ time }: AttentionShape): readonly number[] => [...Array(time).keys()];

/** Of these query rows; the others stay zero. */
export function attentionReference(
  qkv: Numbers,
  shape: AttentionShape,
  rows: readonly number[] = allRows(shape),
): { readonly output: Float64Array; readonly logSumExp: Float64Array } {
  const { batch, time, heads, headWidth } = shape;
  const width = heads * headWidth;
  const output = new Float64Array(batch * time * width);
  const logSumExp = new Float64Array(batch * heads * time);
  eachHead(qkv, shape, (head, _packedAt, outputAt, index) => {
    for (const row of rows) {
      const attended = probabilities(head, row, headWidth);
      logSumExp[index * time + row] = attended.logSumExp;
      for (let d = 0; d < headWidth; d++) {
        output[outputAt + row * width + d] = attended.weights.reduce(
          (sum, weight, key) => sum + weight * head.value(key, d),
          0,
        );
      }
    }
  });
  return { output, logSumExp };
}

/** Gradient of the packed matrix, given the gradient of the output, which is zero outside of these query rows. */
export function attentionGradientReference(
  qkv: Numbers,
  outputGradient: Numbers,
  shape: AttentionShape,
  rows: readonly number[] = allRows(shape),
): Float64Array {
  const { batch, time, heads, headWidth } = shape;
  const width = heads * headWidth;
  const scale = 1 / Math.sqrt(headWidth);
  const gradient = new Float64Array(batch * time * 3 * width);
  eachHead(qkv, shape, (head, packedAt, outputAt) => {
    const add = (part: number, row: number, feature: number, value: number): void => {
      const at = packedAt + row * 3 * width + part * width + feature;
      gradient[at] = (gradient[at] ?? NaN) + value;
    };
    for (const row of rows) {
      const { weights } = probabilities(head, row, headWidth);
      const upstream = (d: number): number => outputGradient[outputAt + row * width + d] ?? NaN;
      const weightGradients = weights.map((_, key) => {
        let sum = 0;
        for (let d = 0; d < headWidth; d++) sum += upstream(d) * head.value(key, d);
        return sum;
      });
      const mean = weights.reduce((sum, weight, key) => sum + weight * (weightGradients[key] ?? NaN), 0);
      weights.forEach((weight, key) => {
        const scoreGradient = weight * ((weightGradients[key] ?? NaN) - mean) * scale;
        for (let d = 0; d < headWidth; d++) {
          add(0, row, d, scoreGradient * head.key(key, d));
          add(1, key, d, scoreGradient * head.query(row, d));
          add(2, key, d, weight * upstream(d));
        }
      });
    }
  });
  return gradient;
}
