/**
 * An optimizer's update on typed arrays, in place: what runs where there is no GPU. The formula is compiled once to a
 * WebAssembly module (updateModule.ts) that works on blocks small enough for the processor's cache; the arrays may lie
 * anywhere, as the copying costs less than the arithmetic.
 */
import type { Hyper, OptimizerDefinition } from './contract.ts';
import { compileUpdate, type UpdateFunction } from './updateModule.ts';

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

const compiledByDefinition = new WeakMap<object, Compiled>();

/** @param clipFactor what the gradient is multiplied by first. */
export function updateArrays(
  definition: OptimizerDefinition,
  arrays: UpdateArrays,
  hyper: Hyper,
  clipFactor: number,
): void {
  const { memory, update } = compiled(definition);
  const { parameter, gradient } = arrays;
  const state = definition.state.map((name) => valueOf(arrays.state, name));
  const columns = [gradient, parameter, ...state].map((array, k) => {
    if (array.length !== parameter.length) throw new Error(`${definition.id}: arrays of different length`);
    return { array, block: new Float32Array(memory.buffer, k * blockBytes, blockLength) };
  });
  const addresses = [...columns.keys(), columns.length].map((k) => k * blockBytes);
  const scalars = new Float32Array(memory.buffer, columns.length * blockBytes, 1 + definition.scalars.length);
  scalars.set([clipFactor, ...definition.scalars.map((name) => valueOf(hyper, name))]);
  for (let start = 0; start < parameter.length; start += blockLength) {
    const end = Math.min(start + blockLength, parameter.length);
    for (const { array, block } of columns) block.set(array.subarray(start, end));
    update((end - start) * 4, ...addresses);
    for (const { array, block } of columns) if (array !== gradient) array.set(block.subarray(0, end - start), start);
  }
}

function compiled(definition: OptimizerDefinition): Compiled {
  const known = compiledByDefinition.get(definition);
  if (known) return known;
  const bytes = (2 + definition.state.length) * blockBytes + 4 * (1 + definition.scalars.length);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  const fresh: Compiled = { memory, update: compileUpdate(definition, memory) };
  compiledByDefinition.set(definition, fresh);
  return fresh;
}

function valueOf<V>(values: Readonly<Record<string, V>>, name: string): V {
  const value = values[name];
  if (value === undefined) throw new Error(`optimizer update: ${name} is missing`);
  return value;
}
