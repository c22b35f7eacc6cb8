/**
 * The weights that attention gives, from the packed queries, keys and values of a forward pass, on plain arrays: the kernels
 * never write them down. Same formula: scores over √(D/H), RoPE, ALiBi, shared key heads, mask, window, softmax.
 */
import { distanceSlope, rotaryAngle } from '../core/positions.ts';
import type { AttentionOptions } from '../models/ops.ts';
import { turnRow } from '../models/vector.ts';

/**
 * @param qkv [T, (1 + 2K/H)·D], one sequence; see `ModelOps.attention`
 * @returns [H, T, T]: for each head a row for each query, which sums to 1
 */
export function attentionWeights(qkv: Float32Array, options: AttentionOptions): Float32Array {
  const { heads, time, mask, keyValueHeads = heads, positions = 'none', window = time } = options;
  const columns = qkv.length / time;
  const headWidth = columns / (heads + 2 * keyValueHeads);
  const rows = positions === 'rope' ? turned(qkv, { time, columns, headWidth }, heads + keyValueHeads) : qkv;
  const weights = new Float32Array(heads * time * time);
  const seen = mask === 'causal' ? 0 : mask === 'full' ? time : Math.min(time, mask.prefix());
  for (let head = 0; head < heads; head++) {
    const slope = positions === 'alibi' ? distanceSlope(head, heads) : 0;
    const keyColumn = headWidth * (heads + Math.floor((head * keyValueHeads) / heads));
    for (let query = 0; query < time; query++) {
      const at = (head * time + query) * time;
      const start = Math.max(0, query - window + 1);
      const end = Math.min(Math.max(query + 1, seen), query + window);
      let largest = -Infinity;
      for (let key = start; key < end; key++) {
        let dot = 0;
        for (let d = 0; d < headWidth; d++) {
          dot +=
            (rows[query * columns + head * headWidth + d] as number) * (rows[key * columns + keyColumn + d] as number);
        }
        const score = dot / Math.sqrt(headWidth) - slope * Math.abs(query - key);
        weights[at + key] = score;
        largest = Math.max(largest, score);
      }
      let total = 0;
      for (let key = start; key < end; key++) total += Math.exp((weights[at + key] as number) - largest);
      for (let key = start; key < end; key++) {
        weights[at + key] = Math.exp((weights[at + key] as number) - largest) / total;
      }
    }
  }
  return weights;
}

interface Size {
  readonly time: number;
  readonly columns: number;
  readonly headWidth: number;
}

/** A copy whose first `heads` heads, of queries and keys, are turned by their places. */
function turned(qkv: Float32Array, { time, columns, headWidth }: Size, heads: number): Float32Array {
  const rows = qkv.slice();
  for (let position = 0; position < time; position++) {
    const row = rows.subarray(position * columns, position * columns + heads * headWidth);
    turnRow(row, headWidth, (pair) => rotaryAngle(position, pair, headWidth));
  }
  return rows;
}
