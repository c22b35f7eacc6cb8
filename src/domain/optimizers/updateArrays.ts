/**
 * An optimizer's update on typed arrays, in place: what runs where there is no GPU. The formula is compiled once to a
 * WebAssembly module (updateModule.ts) that works on blocks small enough for the processor's cache; the arrays may lie
 * anywhere, as the copying costs less than the arithmetic. A browser without WebAssembly or its SIMD walks the formula
 * element by element in double precision, slowly.
 */
import { numberOps } from '../core/ops.ts';
import type { Hyper, OptimizerDefinition } from './contract.ts';
import { compileUpdate, squaresAt, squaresBytes, type SquareSums, type UpdateFunction } from './updateModule.ts';

export interface UpdateArrays {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  /** By the names of the definition's `state`. */
  readonly state: Readonly<Record<string, Float32Array>>;
}

interface Compiled {
  readonly memory: WebAssembly.Memory;
  readonly update: UpdateFunction;
}

/** Elements that are copied in and out at a time. */
const blockLength = 2048;
const blockBytes = 4 * blockLength;
const pageBytes = 65536;
/** With the gap before the sums of squares, which are numbers of 8 bytes. */
const scalarsBytes = (count: number): number => 8 * Math.ceil(count / 2);

/** A function whose body is `i8x16.splat` of 0. */
const simdProbe = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 8, 1, 6, 0, 0x41, 0, 0xfd, 0x0f, 0x0b,
]);

const compiledByDefinition = new WeakMap<object, Compiled | null>();

/** @param clipFactor what the gradient is multiplied by first, though not in the sums of squares. */
export function updateArrays(
  definition: OptimizerDefinition,
  arrays: UpdateArrays,
  hyper: Hyper,
  clipFactor: number,
): SquareSums {
  const { parameter, gradient } = arrays;
  const state = definition.state.map((name) => valueOf(arrays.state, name));
  const all = [gradient, parameter, ...state];
  if (all.some(({ length }) => length !== parameter.length)) {
    throw new Error(`${definition.id}: arrays of different length`);
  }
  const scalars = [clipFactor, ...definition.scalars.map((name) => valueOf(hyper, name))];
  const machine = compiled(definition);
  return machine === null ? updateElements(definition, arrays, hyper, clipFactor) : updateBlocks(machine, all, scalars);
}

/** @param arrays gradient, parameter, states */
function updateBlocks(
  { memory, update }: Compiled,
  arrays: readonly Float32Array[],
  scalars: readonly number[],
): SquareSums {
  const columns = arrays.map((array, k) => ({
    array,
    block: new Float32Array(memory.buffer, k * blockBytes, blockLength),
    changes: k > 0,
  }));
  const scalarsAt = columns.length * blockBytes;
  const sumsAt = scalarsAt + scalarsBytes(scalars.length);
  const addresses = [...columns.map((_, k) => k * blockBytes), scalarsAt, sumsAt];
  new Float32Array(memory.buffer, scalarsAt, scalars.length).set(scalars);
  let [gradient, parameter, change] = [0, 0, 0];
  const length = arrays[0]?.length ?? 0;
  for (let start = 0; start < length; start += blockLength) {
    const end = Math.min(start + blockLength, length);
    for (const { array, block } of columns) block.set(array.subarray(start, end));
    update((end - start) * 4, ...addresses);
    for (const { array, block, changes } of columns) if (changes) array.set(block.subarray(0, end - start), start);
    const ofBlock = squaresAt(memory, sumsAt);
    gradient += ofBlock[0];
    parameter += ofBlock[1];
    change += ofBlock[2];
  }
  return [gradient, parameter, change];
}

/** The formula itself, an element at a time. */
export function updateElements(
  definition: OptimizerDefinition,
  { parameter, gradient, state }: UpdateArrays,
  hyper: Hyper,
  clipFactor: number,
): SquareSums {
  let [gradients, parameters, changes] = [0, 0, 0];
  for (let i = 0; i < parameter.length; i++) {
    const before = parameter[i] ?? NaN;
    const result = definition.update(numberOps, {
      parameter: before,
      gradient: (gradient[i] ?? NaN) * clipFactor,
      state: Object.fromEntries(definition.state.map((name) => [name, valueOf(state, name)[i] ?? NaN])),
      hyper,
    });
    parameter[i] = result.parameter;
    for (const name of definition.state) valueOf(state, name)[i] = valueOf(result.state, name);
    gradients += (gradient[i] ?? NaN) ** 2;
    parameters += (parameter[i] ?? NaN) ** 2;
    changes += ((parameter[i] ?? NaN) - before) ** 2;
  }
  return [gradients, parameters, changes];
}

/** Null where the browser has no WebAssembly with SIMD. */
function compiled(definition: OptimizerDefinition): Compiled | null {
  const known = compiledByDefinition.get(definition);
  if (known !== undefined) return known;
  const fresh = compile(definition);
  compiledByDefinition.set(definition, fresh);
  return fresh;
}

function compile(definition: OptimizerDefinition): Compiled | null {
  if (!('WebAssembly' in globalThis) || !WebAssembly.validate(simdProbe)) return null;
  const arrays = 2 + definition.state.length;
  const bytes = arrays * blockBytes + scalarsBytes(1 + definition.scalars.length) + squaresBytes;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  return { memory, update: compileUpdate(definition, memory) };
}

function valueOf<V>(values: Readonly<Record<string, V>>, name: string): V {
  const value = values[name];
  if (value === undefined) throw new Error(`optimizer update: ${name} is missing`);
  return value;
}
