/** What the options of attention come to for a packed matrix, and the tables that positions ask for. */
import { distanceSlope, rotaryAngle } from '../../domain/core/positions.ts';
import type { AttentionPositions } from '../../domain/models/ops.ts';
import type * as tf from '../tf.ts';
import type { BackendAttention, DroppedElements, PerStep } from './contract.ts';

export interface ResolvedAttention {
  readonly batch: number;
  readonly time: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headWidth: number;
  /** Every query sees so many first keys beside those up to its own; null: none, at no step. */
  readonly prefix: PerStep<number> | null;
  readonly positions: AttentionPositions;
  /** Queries see only what is less than so many tokens away; at most `time`. */
  readonly window: number;
  /** See `BackendAttention`; null: none, at no step. */
  readonly dropped: DroppedElements | null;
}

export function attentionShape(qkv: tf.Tensor, options: BackendAttention): ResolvedAttention {
  const { heads, time, mask, keyValueHeads = heads, positions = 'none', window = time, dropped = null } = options;
  const [rows = 0, columns = 0] = qkv.shape;
  const headWidth = columns / (heads + 2 * keyValueHeads);
  if (heads % keyValueHeads !== 0) {
    throw new Error(`attention: ${keyValueHeads} heads of keys cannot serve ${heads} of queries`);
  }
  if (positions === 'rope' && headWidth % 2 !== 0) {
    throw new Error(`attention: a head of ${headWidth} features cannot be turned`);
  }
  return {
    batch: rows / time,
    time,
    heads,
    keyValueHeads,
    headWidth,
    prefix: prefixOf(mask, time),
    positions,
    window: Math.min(window, time),
    dropped,
  };
}

function prefixOf(mask: BackendAttention['mask'], time: number): PerStep<number> | null {
  if (mask === 'causal') return null;
  return mask === 'full' ? () => time : () => Math.min(mask.prefix(), time);
}

const tables = new Map<string, Float32Array<ArrayBuffer>>();

/**
 * For every position the cosine of each feature of a head, then the sine, negative in the first half; both padded to a
 * multiple of four. From double precision: what a device makes of a large angle is its own affair.
 */
export function rotaryTable({
  time,
  headWidth,
}: Pick<ResolvedAttention, 'time' | 'headWidth'>): Float32Array<ArrayBuffer> {
  const key = `${time} ${headWidth}`;
  const known = tables.get(key);
  if (known) return known;
  const padded = 4 * Math.ceil(headWidth / 4);
  const half = headWidth / 2;
  const table = new Float32Array(2 * time * padded);
  for (let position = 0; position < time; position++) {
    for (let d = 0; d < headWidth; d++) {
      const angle = rotaryAngle(position, d % half, headWidth);
      table[2 * position * padded + d] = Math.cos(angle);
      table[(2 * position + 1) * padded + d] = (d < half ? -1 : 1) * Math.sin(angle);
    }
  }
  tables.set(key, table);
  return table;
}

/** What each head takes off a score for a token of distance. */
export const distanceSlopes = (heads: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: heads }, (_, head) => distanceSlope(head, heads));
