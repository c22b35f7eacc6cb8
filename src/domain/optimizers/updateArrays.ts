/**
 * An optimizer's update on typed arrays, in place: what runs where there is no GPU. The formula is compiled once to a
 * WebAssembly module (updateModule.ts) that works on blocks small enough for the processor's cache; the arrays may lie
 * anywhere, as the copying costs less than the arithmetic.
 */
import type { Hyper, OptimizerDefinition } from './contract.ts';
import { updateLayout, updateModule, type UpdateLayout } from './updateModule.ts';

export interface UpdateArrays {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  /** By the names of the definition's `state`. */
  readonly state: Readonly<Record<string, Float32Array>>;
}

interface Compiled {
  readonly layout: UpdateLayout;
  readonly memory: ArrayBuffer;
  readonly update: (byteCount: number) => void;
}

const compiledByDefinition = new WeakMap<object, Compiled>();

/** @param clipFactor what the gradient is multiplied by first. */
export function updateArrays(
  definition: OptimizerDefinition,
  arrays: UpdateArrays,
  hyper: Hyper,
  clipFactor: number,
): void {
  const { layout, memory, update } = compiled(definition);
  const scalars = new Float32Array(memory, layout.clipFactor, 1 + definition.scalars.length);
  scalars.set([clipFactor, ...definition.scalars.map((name) => valueOf(hyper, name))]);

  const { parameter, gradient } = arrays;
  const state = definition.state.map((name) => valueOf(arrays.state, name));
  const columns = [gradient, parameter, ...state].map((array, k) => {
    if (array.length !== parameter.length) throw new Error(`${definition.id}: arrays of different length`);
    const offset = [layout.gradient, layout.parameter, ...layout.state][k];
    return { array, block: new Float32Array(memory, offset, layout.blockLength) };
  });
  for (let start = 0; start < parameter.length; start += layout.blockLength) {
    const end = Math.min(start + layout.blockLength, parameter.length);
    for (const { array, block } of columns) block.set(array.subarray(start, end));
    update((end - start) * 4);
    for (const { array, block } of columns) if (array !== gradient) array.set(block.subarray(0, end - start), start);
  }
}

function compiled(definition: OptimizerDefinition): Compiled {
  const known = compiledByDefinition.get(definition);
  if (known) return known;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(updateModule(definition)));
  const fresh: Compiled = {
    layout: updateLayout(definition),
    memory: (exports['memory'] as WebAssembly.Memory).buffer,
    update: exports['update'] as Compiled['update'],
  };
  compiledByDefinition.set(definition, fresh);
  return fresh;
}

function valueOf<V>(values: Readonly<Record<string, V>>, name: string): V {
  const value = values[name];
  if (value === undefined) throw new Error(`optimizer update: ${name} is missing`);
  return value;
}
