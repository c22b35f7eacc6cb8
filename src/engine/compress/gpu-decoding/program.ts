/** One token as a list of dispatches: an architecture's step, gone through once with names of buffers for vectors. */
import { add } from '../../../../shaders/add/kernel.ts';
import type { CacheBits } from '../../../../shaders/cached-attention/cache.ts';
import { turnsLength } from '../../../../shaders/cached-attention/kernel.ts';
import { dispatch, type Dispatch } from '../../../../shaders/common/dispatch.ts';
import { geluForward } from '../../../../shaders/gelu/kernel.ts';
import { headNormForward } from '../../../../shaders/head-norm/kernel.ts';
import { layerNormKernels } from '../../../../shaders/layer-norm/kernel.ts';
import { defaultLayerNorm, layerNormVariants } from '../../../../shaders/layer-norm/variants.ts';
import { reluForward } from '../../../../shaders/relu/kernel.ts';
import { swigluForward } from '../../../../shaders/swiglu/kernel.ts';
import { tanhForward } from '../../../../shaders/tanh/kernel.ts';
import type { DecodingOps } from '../../../domain/models/decoding/ops.ts';
import type { Words } from '../executionLayout.ts';
import { buffersOf, productDispatches } from '../gemvDispatches.ts';
import { bytesOf } from '../gemvParts.ts';
import { roundedDispatches, roundingBuffers, type RoundingMachine } from '../roundedDispatches.ts';
import { memoryOn, placeBuffer, turnsBuffer, type Remembered, type Vector } from './memory.ts';
import type { LookUpTable, StepWeights } from './weights.ts';

export interface LookUp {
  readonly table: LookUpTable;
  readonly by: 'token' | 'position';
  /** Its rows are multiplied by it. */
  readonly factor: number;
  /** The newest so many, side by side, lie in the buffer. */
  readonly kept: number;
  readonly buffer: string;
  readonly length: number;
}

export interface StepProgram extends Remembered {
  readonly dispatches: readonly Dispatch[];
  /** What never changes. */
  readonly constants: Readonly<Record<string, Words>>;
  /** Rows that are written before every step. */
  readonly lookUps: readonly LookUp[];
  readonly output: Vector;
  readonly weightBytes: number;
}

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
  let made = 0;
  let weightBytes = 0;
  let keptBytes = 0;
  const fresh = (length: number): Vector => ({ buffer: `vector.${made++}`, length });

  const vector = (name: string): string => {
    if (!constants[name]) {
      const values = weights.vector(name);
      constants[name] = values;
      weightBytes += values.byteLength;
    }
    return name;
  };

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

  const linear: DecodingOps<Vector>['linear'] = (x, name, bias) => product(x, name, vector(bias));
  const memory = memoryOn({ fresh, dispatches, linear }, cacheBits);

  const ops: DecodingOps<Vector> = {
    lookUp(name, by, factor = 1) {
      const table = weights.table(name);
      const row = fresh(table.columns);
      weightBytes += table.bytes;
      lookUps.push({ table, by, factor, kept: 1, ...row });
      return row;
    },
    lookUpLast(name, count) {
      const table = weights.table(name);
      const rows = fresh(count * table.columns);
      weightBytes += table.bytes;
      keptBytes += 4 * rows.length;
      lookUps.push({ table, by: 'token', factor: 1, kept: count, ...rows });
      return rows;
    },
    ofPosition(columns, valueAt) {
      const row = fresh(columns);
      const fill = (position: number, out: Float32Array): void => {
        for (let column = 0; column < columns; column++) out[column] = valueAt(position, column);
      };
      lookUps.push({ table: { row: fill, columns, bytes: 0 }, by: 'position', factor: 1, kept: 1, ...row });
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
    linear,
    project: (x, name) => product(x, name, null),
    ...memory.ops,
    activate(x, activation) {
      const length = activation === 'swiglu' ? x.length / 2 : x.length;
      const output = fresh(length);
      const buffers = { input: x.buffer, output: output.buffer };
      if (activation === 'swiglu') dispatches.push(dispatch(swigluForward, { rows: 1, width: length }, buffers));
      else if (activation === 'gelu') dispatches.push(dispatch(geluForward, { length }, buffers));
      else dispatches.push(dispatch(reluForward, { length, power: activation === 'relu' ? 1 : 2 }, buffers));
      return output;
    },
    tanh(x) {
      const output = fresh(x.length);
      dispatches.push(dispatch(tanhForward, { length: x.length }, { input: x.buffer, output: output.buffer }));
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
  const remembered = memory.told();
  constants[placeBuffer] = new Uint32Array(1);
  if (remembered.turned !== null) {
    constants[turnsBuffer] = new Float32Array(
      turnsLength({ heads: 1, keyHeads: 1, headWidth: remembered.turned, context: 1, positions: 'rope' }),
    );
  }
  const cacheBytes = remembered.cacheBytes + keptBytes;
  return { dispatches, constants, lookUps, output, weightBytes, ...remembered, cacheBytes };
}
