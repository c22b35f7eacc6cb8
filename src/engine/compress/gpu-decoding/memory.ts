/** What a model remembers while it writes on the GPU: rows of keys and values, and the states of recurrent layers. */
import { cacheLength, type CacheBits } from '../../../../shaders/cached-attention/cache.ts';
import { attend, keepRow } from '../../../../shaders/cached-attention/kernel.ts';
import { dispatch, type Dispatch } from '../../../../shaders/common/dispatch.ts';
import { minGruStep, recurrentStep, sumsOf } from '../../../../shaders/recurrent-step/kernel.ts';
import type { DecodingOps } from '../../../domain/models/decoding/ops.ts';

export interface Vector {
  readonly buffer: string;
  readonly length: number;
}

/** Of the token's position; and of its sines and cosines. */
export const placeBuffer = 'place';
export const turnsBuffer = 'turns';

/** A program that is being written. */
interface Written {
  readonly fresh: (length: number) => Vector;
  readonly dispatches: Dispatch[];
  readonly linear: DecodingOps<Vector>['linear'];
}

export interface Remembered {
  /** Zeros before the first token. */
  readonly states: readonly Vector[];
  /** Width of the heads that positions turn; null where none do. */
  readonly turned: number | null;
  /** Of all of it, once the cache is full. */
  readonly cacheBytes: number;
}

interface Memory {
  readonly ops: Pick<DecodingOps<Vector>, 'attention' | 'recurrent' | 'minGru'>;
  /** What has come of the operations so far. */
  readonly told: () => Remembered;
}

export function memoryOn({ fresh, dispatches, linear }: Written, cacheBits: CacheBits): Memory {
  const states: Vector[] = [];
  let turned: number | null = null;
  let cacheBytes = 0;
  function state(width: number): Vector {
    const vector = fresh(width);
    states.push(vector);
    cacheBytes += 4 * width;
    return vector;
  }
  const ops: Memory['ops'] = {
    attention(qkv, shape) {
      const { heads, headWidth, positions } = shape;
      const [query, attended] = [fresh(heads * headWidth), fresh(heads * headWidth)];
      const words = cacheLength(shape, cacheBits);
      const [keys, values] = [fresh(words), fresh(words)];
      cacheBytes += 8 * words;
      if (positions === 'rope') turned = headWidth;
      const buffers = {
        qkv: qkv.buffer,
        query: query.buffer,
        keys: keys.buffer,
        values: values.buffer,
        attended: attended.buffer,
        place: placeBuffer,
        turns: turnsBuffer,
      };
      dispatches.push(
        dispatch(keepRow(positions, cacheBits), shape, buffers),
        dispatch(attend(cacheBits), shape, buffers),
      );
      return attended;
    },
    recurrent(x, cell, { weightInput, weightHidden, biasInput, biasHidden }) {
      const fromInput = linear(x, weightInput, biasInput);
      const width = fromInput.length / sumsOf[cell];
      const hidden = state(width);
      const fromHidden = linear(hidden, weightHidden, biasHidden);
      const buffers = {
        fromInput: fromInput.buffer,
        fromHidden: fromHidden.buffer,
        hidden: hidden.buffer,
        ...(cell === 'lstm' && { cell: state(width).buffer }),
      };
      dispatches.push(dispatch(recurrentStep(cell), { width }, buffers));
      return hidden;
    },
    minGru(sums) {
      const width = sums.length / 2;
      const hidden = state(width);
      dispatches.push(dispatch(minGruStep, { width }, { sums: sums.buffer, hidden: hidden.buffer }));
      return hidden;
    },
  };
  return { ops, told: () => ({ states, turned, cacheBytes }) };
}
