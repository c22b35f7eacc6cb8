/**
 * An optimizer's formula as a WebAssembly module: `Ops<T>` writes SIMD instructions instead of computing. A formula that
 * is walked operation by operation over arrays costs five to ten times a hand-written loop; compiled it costs less than
 * one, and there is still only one formula. The binary format is that of the WebAssembly 2.0 specification, chapter 5.
 */
import type { Ops } from '../core/ops.ts';
import type { OptimizerDefinition } from './contract.ts';

/**
 * Updates the elements of one tensor in place.
 * @param byteCount rounded up to 16 by the update: so much must be readable and writable at every address but the last
 * @param addresses of the gradient, the parameter, each state in the order of the definition's `state`, and of the clip
 * factor followed by the definition's `scalars`
 */
export type UpdateFunction = (byteCount: number, ...addresses: readonly number[]) => void;

type Bytes = readonly number[];

const magicAndVersion: Bytes = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const i32Type = 0x7f;
const v128Type = 0x7b;
const simd = (opcode: number): Bytes => [0xfd, ...unsigned(opcode)];
const instruction = {
  getLocal: (index: number): Bytes => [0x20, ...unsigned(index)],
  add: [0x6a],
  setLocal: (index: number): Bytes => [0x21, ...unsigned(index)],
  load: [...simd(0x00), 4, 0],
  loadSplat: (offset: number): Bytes => [...simd(0x09), 2, ...unsigned(offset)],
  store: [...simd(0x0b), 4, 0],
  constant: (value: number): Bytes => {
    const lane = [...new Uint8Array(new Float32Array([value]).buffer)];
    return [...simd(0x0c), ...lane, ...lane, ...lane, ...lane];
  },
  lessThan: simd(0x43),
  greaterThan: simd(0x44),
  and: simd(0x4e),
  abs: simd(0xe0),
  sqrt: simd(0xe3),
  addFloats: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  min: simd(0xe8),
  max: simd(0xe9),
};

/** @param memory what the addresses mean; shared memory must end where `mostPages` says */
export function compileUpdate(
  definition: OptimizerDefinition,
  memory: WebAssembly.Memory,
  mostPages: number | null = null,
): UpdateFunction {
  const module = new WebAssembly.Module(updateModule(definition, mostPages));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports['update'] as UpdateFunction;
}

function updateModule(definition: OptimizerDefinition, mostPages: number | null): Uint8Array<ArrayBuffer> {
  const parameters = 4 + definition.state.length;
  const { locals, code } = updateBody(definition, parameters);
  const limits = mostPages === null ? [0, 1] : [3, 1, ...unsigned(mostPages)];
  const body = [
    ...sequence([
      [1, i32Type],
      [...unsigned(locals), v128Type],
    ]),
    ...code,
    0x0b,
  ];
  return new Uint8Array([
    ...magicAndVersion,
    ...section(1, [[0x60, ...unsigned(parameters), ...Array<number>(parameters).fill(i32Type), 0]]),
    ...section(2, [[...name('env'), ...name('memory'), 2, ...limits]]),
    ...section(3, [[0]]),
    ...section(7, [[...name('update'), 0, 0]]),
    ...section(10, [[...unsigned(body.length), ...body]]),
  ]);
}

/** Locals: the parameters, the position in bytes, and then vectors; a value of `Ops<number>` is the index of the local that holds it. */
function updateBody(
  definition: OptimizerDefinition,
  parameters: number,
): { readonly locals: number; readonly code: Bytes } {
  const code: number[] = [];
  const [byteCount, gradientAt, parameterAt, statesAt] = [0, 1, 2, 3];
  const scalarsAt = parameters - 1;
  const position = parameters;
  const firstVector = parameters + 1;
  let used = firstVector;
  const keep = (...parts: readonly Bytes[]): number => {
    code.push(...parts.flat(), ...instruction.setLocal(used));
    return used++;
  };
  const { getLocal, add } = instruction;
  const ops = localOps(keep);
  const address = (base: number): Bytes => [...getLocal(base), ...getLocal(position), ...add];
  const splat = (index: number): number => keep(getLocal(scalarsAt), instruction.loadSplat(4 * index));
  const load = (base: number): number => keep(address(base), instruction.load);
  const store = (base: number, value: number): number =>
    code.push(...address(base), ...getLocal(value), ...instruction.store);

  const clipFactor = splat(0);
  const hyper = record(
    definition.scalars,
    definition.scalars.map((_, k) => splat(1 + k)),
  );
  code.push(0x03, 0x40); // loop
  const parameter = load(parameterAt);
  const gradient = ops.mul(load(gradientAt), clipFactor);
  const result = definition.update(ops, {
    parameter,
    gradient,
    state: record(
      definition.state,
      definition.state.map((_, k) => load(statesAt + k)),
    ),
    hyper,
  });
  store(parameterAt, result.parameter);
  definition.state.forEach((key, k) => store(statesAt + k, result.state[key] ?? NaN));
  // position += 16; again while position < byte count
  code.push(...getLocal(position), 0x41, 16, ...add, 0x22, position, ...getLocal(byteCount), 0x49, 0x0d, 0, 0x0b);
  return { locals: used - firstVector, code };
}

function localOps(keep: (...parts: readonly Bytes[]) => number): Ops<number> {
  const { getLocal } = instruction;
  const unary = (operation: Bytes) => (a: number) => keep(getLocal(a), operation);
  const binary = (operation: Bytes) => (a: number, b: number) => keep(getLocal(a), getLocal(b), operation);
  const constant = (value: number): number => keep(instruction.constant(value));
  /** 1 where the comparison with 0 holds, else 0. */
  const indicator = (a: number, comparison: Bytes): number =>
    keep(getLocal(a), instruction.constant(0), comparison, instruction.constant(1), instruction.and);
  const sub = binary(instruction.sub);
  return {
    constant,
    add: binary(instruction.addFloats),
    sub,
    mul: binary(instruction.mul),
    div: binary(instruction.div),
    sqrt: unary(instruction.sqrt),
    abs: unary(instruction.abs),
    sign: (a) => sub(indicator(a, instruction.greaterThan), indicator(a, instruction.lessThan)),
    max: binary(instruction.max),
    min: binary(instruction.min),
  };
}

const record = (keys: readonly string[], values: readonly number[]): Record<string, number> =>
  Object.fromEntries(keys.map((key, k) => [key, values[k] ?? NaN]));

const section = (id: number, entries: readonly Bytes[]): Bytes => {
  const content = sequence(entries);
  return [id, ...unsigned(content.length), ...content];
};

const sequence = (entries: readonly Bytes[]): Bytes => [...unsigned(entries.length), ...entries.flat()];

const name = (text: string): Bytes => [text.length, ...new TextEncoder().encode(text)];

/** LEB128. */
function unsigned(value: number): Bytes {
  const low = value % 128;
  return value < 128 ? [low] : [low + 128, ...unsigned(Math.floor(value / 128))];
}
