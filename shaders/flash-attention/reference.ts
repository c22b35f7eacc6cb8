/**
 * Attention as plain loops in double precision, forward and backward, on the packed layout of `kernel.ts`.
 * The backward pass follows the chain rule through the softmax with the full row of probabilities, not the kernels' way.
 */
import { distanceSlope, rotaryAngle } from '../../src/domain/core/positions.ts';
import { uniform } from '../../src/domain/core/random.ts';
import { packedWidth, type AttentionShape } from './kernel.ts';

/** A shape with the data that say who sees whom. */
export interface AttentionProblem extends AttentionShape {
  /** Keys from the first on that every query sees; none unless given. */
  readonly prefix?: number;
  /** Which weights are dropped, with `drops`. */
  readonly dropped?: { readonly rate: number; readonly seed: number; readonly stream: number };
}

type Numbers = ArrayLike<number>;
/** [T][D/H] */
type Rows = readonly Float64Array[];

/** What is computed; all of it unless given, the rest stays zero. */
export interface Only {
  /** Of queries. */
  readonly rows?: readonly number[];
  /** Of queries; a head of keys gets its whole gradient only with all that it serves. */
  readonly heads?: readonly number[];
}

interface Head {
  /** Turned, where positions turn them. */
  readonly queries: Rows;
  readonly keys: Rows;
  readonly values: Rows;
  readonly slope: number;
  /** First places of the head in the packed matrix: of its queries, keys and values. */
  readonly packedAt: readonly [query: number, key: number, value: number];
  readonly outputAt: number;
  /** Among all heads of queries. */
  readonly index: number;
}

/** Features i and i + W/2 of every row turned by its position, or back. */
function turned(rows: Rows, { positions, headWidth }: AttentionShape, direction: 1 | -1): Rows {
  if (positions !== 'rope') return rows;
  const half = headWidth / 2;
  return rows.map((row, position) =>
    row.map((value, d) => {
      const angle = direction * rotaryAngle(position, d % half, headWidth);
      const partner = row[(d + half) % headWidth] ?? NaN;
      return value * Math.cos(angle) + (d < half ? -partner : partner) * Math.sin(angle);
    }),
  );
}

function headsOf(qkv: Numbers, shape: AttentionShape, { heads: wanted }: Only): readonly Head[] {
  const { batch, time, heads, headWidth, keyValueHeads = heads, positions } = shape;
  const [width, packed] = [heads * headWidth, packedWidth(shape)];
  const part = (at: number): Rows =>
    Array.from({ length: time }, (_, row) =>
      Float64Array.from({ length: headWidth }, (_d, d) => qkv[at + row * packed + d] ?? NaN),
    );
  const indices = Array.from({ length: batch * heads }, (_, index) => index);
  return indices
    .filter((index) => wanted?.includes(index % heads) ?? true)
    .map((index): Head => {
      const [sequence, head] = [Math.floor(index / heads), index % heads];
      const first = sequence * time * packed;
      const keyColumn = width + Math.floor((head * keyValueHeads) / heads) * headWidth;
      const packedAt = [
        first + head * headWidth,
        first + keyColumn,
        first + keyColumn + keyValueHeads * headWidth,
      ] as const;
      return {
        queries: turned(part(packedAt[0]), shape, 1),
        keys: turned(part(packedAt[1]), shape, 1),
        values: part(packedAt[2]),
        slope: positions === 'alibi' ? distanceSlope(head, heads) : 0,
        packedAt,
        outputAt: sequence * time * width + head * headWidth,
        index,
      };
    });
}

const dot = (a: Float64Array | undefined, b: Float64Array | undefined): number =>
  a?.reduce((sum, value, d) => sum + value * (b?.[d] ?? NaN), 0) ?? NaN;

/** Softmax over the keys that a query sees, 0 for the others, and the log of their summed exponentials. */
function probabilities(
  { queries, keys, slope }: Head,
  row: number,
  { time, headWidth, prefix = 0, window = time }: AttentionProblem,
): { readonly weights: number[]; readonly logSumExp: number } {
  const scores = keys.map((key, at) => {
    if ((at > row && at >= prefix) || Math.abs(row - at) >= window) return -Infinity;
    return dot(queries[row], key) / Math.sqrt(headWidth) - slope * Math.abs(row - at);
  });
  const peak = Math.max(...scores);
  const logSumExp = peak + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - peak), 0));
  return { weights: scores.map((score) => Math.exp(score - logSumExp)), logSumExp };
}

/** What each weight of a row is multiplied by: 0, or what makes up for those that are. */
function masks({ index }: Head, row: number, { time, dropped }: AttentionProblem): readonly number[] {
  return Array.from({ length: time }, (_, key) => {
    if (!dropped) return 1;
    const { rate, seed, stream } = dropped;
    return uniform(seed, stream, (index * time + row) * time + key) < rate ? 0 : 1 / (1 - rate);
  });
}

const allRows = ({ time }: AttentionShape): readonly number[] => [...Array(time).keys()];

export function attentionReference(
  qkv: Numbers,
  shape: AttentionProblem,
  only: Only = {},
): { readonly output: Float64Array; readonly logSumExp: Float64Array } {
  const { batch, time, heads, headWidth } = shape;
  const width = heads * headWidth;
  const output = new Float64Array(batch * time * width);
  const logSumExp = new Float64Array(batch * heads * time);
  for (const head of headsOf(qkv, shape, only)) {
    for (const row of only.rows ?? allRows(shape)) {
      const attended = probabilities(head, row, shape);
      const mask = masks(head, row, shape);
      logSumExp[head.index * time + row] = attended.logSumExp;
      for (let d = 0; d < headWidth; d++) {
        output[head.outputAt + row * width + d] = attended.weights.reduce(
          (sum, weight, key) => sum + (weight === 0 ? 0 : weight * (mask[key] ?? NaN) * (head.values[key]?.[d] ?? NaN)),
          0,
        );
      }
    }
  }
  return { output, logSumExp };
}

/** Gradient of the packed matrix, given the gradient of the output, which is zero outside of what is computed. */
export function attentionGradientReference(
  qkv: Numbers,
  outputGradient: Numbers,
  shape: AttentionProblem,
  only: Only = {},
): Float64Array {
  const { batch, time, heads, headWidth } = shape;
  const [width, packed, scale] = [heads * headWidth, packedWidth(shape), 1 / Math.sqrt(headWidth)];
  const gradient = new Float64Array(batch * time * packed);
  const zeros = (): Rows => Array.from({ length: time }, () => new Float64Array(headWidth));
  const addTo = (rows: Rows, row: number, values: Float64Array | undefined, factor: number): void => {
    const into = rows[row] ?? new Float64Array();
    values?.forEach((value, d) => (into[d] = (into[d] ?? NaN) + factor * value));
  };
  for (const head of headsOf(qkv, shape, only)) {
    const [forQueries, forKeys, forValues] = [zeros(), zeros(), zeros()];
    for (const row of only.rows ?? allRows(shape)) {
      const { weights } = probabilities(head, row, shape);
      const mask = masks(head, row, shape);
      const upstream = Float64Array.from(
        { length: headWidth },
        (_, d) => outputGradient[head.outputAt + row * width + d] ?? NaN,
      );
      const weightGradients = weights.map((weight, key) =>
        weight === 0 ? 0 : (mask[key] ?? NaN) * dot(upstream, head.values[key]),
      );
      const mean = weights.reduce((sum, weight, key) => sum + weight * (weightGradients[key] ?? NaN), 0);
      weights.forEach((weight, key) => {
        if (weight === 0) return;
        const scoreGradient = weight * ((weightGradients[key] ?? NaN) - mean) * scale;
        addTo(forQueries, row, head.keys[key], scoreGradient);
        addTo(forKeys, key, head.queries[row], scoreGradient);
        addTo(forValues, key, upstream, weight * (mask[key] ?? NaN));
      });
    }
    [turned(forQueries, shape, -1), turned(forKeys, shape, -1), forValues].forEach((rows, part) =>
      rows.forEach((values, row) => {
        const at = (head.packedAt[part] ?? NaN) + row * packed;
        values.forEach((value, d) => (gradient[at + d] = (gradient[at + d] ?? NaN) + value));
      }),
    );
  }
  return gradient;
}
