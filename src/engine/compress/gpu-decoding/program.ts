/** One token as a list of dispatches: an architecture's step, gone through once with names of buffers for vectors. */
import { add } from '../../../../shaders/add/kernel.ts';
import { cacheLength, type CacheBits } from '../../../../shaders/cached-attention/cache.ts';
import { attend, keepRow, turnsLength } from '../../../../shaders/cached-attention/kernel.ts';
import { dispatch, type Dispatch } from '../../../../shaders/common/dispatch.ts';
import { geluForward } from '../../../../shaders/gelu/kernel.ts';
import { headNormForward } from '../../../../shaders/head-norm/kernel.ts';
import { layerNormKernels } from '../../../../shaders/layer-norm/kernel.ts';
import { defaultLayerNorm, layerNormVariants } from '../../../../shaders/layer-norm/variants.ts';
import { reluForward } from '../../../../shaders/relu/kernel.ts';
import { minGruStep, recurrentStep, sumsOf } from '../../../../shaders/recurrent-step/kernel.ts';
import { swigluForward } from '../../../../shaders/swiglu/kernel.ts';
import type { DecodingOps } from '../../../domain/models/decoding/ops.ts';
import type { Words } from '../executionLayout.ts';
import { buffersOf, productDispatches } from '../gemvDispatches.ts';
import { bytesOf } from '../gemvParts.ts';
import { roundedDispatches, roundingBuffers, type RoundingMachine } from '../roundedDispatches.ts';
import type { LookUpTable, StepWeights } from './weights.ts';

export interface LookUp {
  readonly table: LookUpTable;
  readonly by: 'token' | 'position';
  /** Its rows are multiplied by it. */
  readonly factor: number;
  readonly buffer: string;
  readonly length: number;
}

export interface StepProgram {
  readonly dispatches: readonly Dispatch[];
  /** What never changes. */
  readonly constants: Readonly<Record<string, Words>>;
  /** Rows that are written before every step. */
  readonly lookUps: readonly LookUp[];
  /** Zeros before the first token. */
  readonly states: readonly Vector[];
  /** Width of the heads that positions turn; null where none do. */
  readonly turned: number | null;
  readonly output: Vector;
  readonly weightBytes: number;
  readonly cacheBytes: number;
}

export interface Vector {
  readonly buffer: string;
  readonly length: number;
}

/** Of the token's position; and of its sines and cosines. */
export const placeBuffer = 'place';
export const turnsBuffer = 'turns';

/** @param cacheBits of keys and values that are kept */
export function stepProgram(
  machine: RoundingMachine,
  weights: StepWeights,
  step: (ops: DecodingOps<Vector>) => Vector,
  cacheBits: CacheBits,
): StepProgram {
  const dispatches: Dispatch[] = [];
  const constants: Record<string, Words> = {};
  const lookUps: LookUp[] = [];
  const states: Vector[] = [];
  let turned: number | null = null;
  let made = 0;
  let weightBytes = 0;
  let cacheBytes = 0;
  const fresh = (length: number): Vector => ({ buffer: `vector.${made++}`, length });

  const vector = (name: string): string => {
    if (!constants[name]) {
      const values = weights.vector(name);
      constants[name] = values;
      weightBytes += values.byteLength;
    }
    return name;
  };

  function state(width: number): Vector {
    const vector = fresh(width);
    states.push(vector);
    cacheBytes += 4 * width;
    return vector;
  }

  function product({ buffer: x }: Vector, name: string, bias: string | null): Vector {
    const parts = weights.parts(name);
    weightBytes += bytesOf(parts);
    Object.assign(constants, buffersOf(parts, name));
    const output = fresh(parts.at(-1)?.outputs ?? 0);
    const names = { matrix: name, x, output: output.buffer, bias };
    const levels = weights.inputs(name);
    if (levels) Object.assign(constants, roundingBuffers(levels, name));
    dispatches.push(
      ...(levels ? roundedDispatches(machine, parts, names, levels) : productDispatches(machine, parts, names)),
    );
    return output;
  }

  const ops: DecodingOps<Vector> = {
    lookUp(name, by, factor = 1) {
      const table = weights.table(name);
      const row = fresh(table.columns);
      weightBytes += table.bytes;
      lookUps.push({ table, by, factor, ...row });
      return row;
    },
    ofPosition(columns, valueAt) {
      const row = fresh(columns);
      const fill = (position: number, out: Float32Array): void => {
        for (let column = 0; column < columns; column++) out[column] = valueAt(position, column);
      };
      lookUps.push({ table: { row: fill, columns, bytes: 0 }, by: 'position', factor: 1, ...row });
      return row;
    },
    headNorm(qkv, queryGain, keyGain, options) {
      const { heads, keyValueHeads } = options;
      const output = fresh(qkv.length);
      const buffers = {
        input: qkv.buffer,
        queryGain: vector(queryGain),
        keyGain: vector(keyGain),
        output: output.buffer,
        inverses: fresh(heads + keyValueHeads).buffer,
      };
      const headWidth = qkv.length / (heads + 2 * keyValueHeads);
      dispatches.push(dispatch(headNormForward, { ...options, rows: 1, headWidth }, buffers));
      return output;
    },
    norm(x, gain, bias, epsilon) {
      const kind = bias === null ? 'rms' : 'layer';
      const variant = layerNormVariants.find(({ sums }) => sums === (machine.software ? 'alone' : 'lanes'));
      const { forward } = layerNormKernels(variant ?? defaultLayerNorm, kind);
      const output = fresh(x.length);
      const buffers = {
        input: x.buffer,
        gain: vector(gain),
        output: output.buffer,
        statistics: fresh(2).buffer,
        ...(bias !== null && { bias: vector(bias) }),
      };
      dispatches.push(dispatch(forward, { kind, rows: 1, width: x.length, epsilon }, buffers));
      return output;
    },
    linear: (x, name, bias) => product(x, name, vector(bias)),
    project: (x, name) => product(x, name, null),
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
      const fromInput = product(x, weightInput, vector(biasInput));
      const width = fromInput.length / sumsOf[cell];
      const hidden = state(width);
      const fromHidden = product(hidden, weightHidden, vector(biasHidden));
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
    activate(x, activation) {
      const length = activation === 'swiglu' ? x.length / 2 : x.length;
      const output = fresh(length);
      const buffers = { input: x.buffer, output: output.buffer };
      if (activation === 'swiglu') dispatches.push(dispatch(swigluForward, { rows: 1, width: length }, buffers));
      else if (activation === 'gelu') dispatches.push(dispatch(geluForward, { length }, buffers));
      else dispatches.push(dispatch(reluForward, { length, power: activation === 'relu' ? 1 : 2 }, buffers));
      return output;
    },
    add(a, b) {
      const output = fresh(a.length);
      const buffers = { a: a.buffer, b: b.buffer, output: output.buffer };
      dispatches.push(dispatch(add, { length: a.length, period: a.length }, buffers));
      return output;
    },
  };
  const output = step(ops);
  constants[placeBuffer] = new Uint32Array(1);
  if (turned !== null) {
    constants[turnsBuffer] = new Float32Array(
      turnsLength({ heads: 1, keyHeads: 1, headWidth: turned, context: 1, positions: 'rope' }),
    );
  }
  return { dispatches, constants, lookUps, states, turned, output, weightBytes, cacheBytes };
}
