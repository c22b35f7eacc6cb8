/**
 * An optimizer's formula as a WebAssembly module: `Ops<T>` writes SIMD instructions instead of computing. A formula that
 * is walked operation by operation over arrays costs five to ten times a hand-written loop; compiled it costs less than
 * one, and there is still only one formula. On the way it adds up squares, in double precision, as long as the values are at
 * hand. The binary format is that of the WebAssembly 2.0 specification, chapter 5.
 */
import type { Ops } from '../core/ops.ts';
import type { OptimizerDefinition } from './contract.ts';

/**
 * Updates the elements of one tensor in place.
 * @param byteCount rounded up to 16 by the update: so much must be readable and writable at the addresses of arrays
 * @param addresses of the gradient, the parameter, each state in the order of the definition's `state`; of the clip
 * factor followed by the definition's `scalars`; and of `squaresBytes` in which the sums of squares are left
 */
export type UpdateFunction = (byteCount: number, ...addresses: readonly number[]) => void;

/** Σ g² before clipping, Σ p² after the update, and Σ (p − p before)². */
export type SquareSums = readonly [gradient: number, parameter: number, update: number];

/** Two partial sums of 8 bytes each. */
const partialBytes = 16;
export const squaresBytes = 3 * partialBytes;

/** What an update has left; the address a multiple of 8. */
export function squaresAt(memory: WebAssembly.Memory, address: number): SquareSums {
  const [g0 = NaN, g1 = NaN, p0 = NaN, p1 = NaN, d0 = NaN, d1 = NaN] = new Float64Array(memory.buffer, address, 6);
  return [g0 + g1, p0 + p1, d0 + d1];
}

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
  laneOffsets: [...simd(0x0c), 0, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 12, 0, 0, 0],
  /** The upper two lanes of the vector that is on the stack twice. */
  upperHalf: [...simd(0x0d), 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15],
  splatInteger: simd(0x11),
  belowUnsigned: simd(0x3a),
  addIntegers: simd(0xae),
  toDoubles: simd(0x5f),
  addDoubles: simd(0xf0),
  mulDoubles: simd(0xf2),
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
  const parameters = 5 + definition.state.length;
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
  const scalarsAt = parameters - 2;
  const sumsAt = parameters - 1;
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

  const sums = [used++, used++, used++];
  /** Adds the squares of those lanes of a vector that belong to the tensor. */
  const addSquares = (sum: number | undefined, value: number, within: number): void => {
    if (sum === undefined) throw new Error('optimizer update: more squares than sums');
    const own = keep(getLocal(value), getLocal(within), instruction.and);
    const halves = [
      keep(getLocal(own), instruction.toDoubles),
      keep(getLocal(own), getLocal(own), instruction.upperHalf, instruction.toDoubles),
    ];
    for (const half of halves) {
      code.push(...getLocal(sum), ...getLocal(half), ...getLocal(half), ...instruction.mulDoubles);
      code.push(...instruction.addDoubles, ...instruction.setLocal(sum));
    }
  };

  const clipFactor = splat(0);
  const end = keep(getLocal(byteCount), instruction.splatInteger);
  const hyper = record(
    definition.scalars,
    definition.scalars.map((_, k) => splat(1 + k)),
  );
  code.push(0x03, 0x40); // loop
  const parameter = load(parameterAt);
  const unclipped = load(gradientAt);
  const gradient = ops.mul(unclipped, clipFactor);
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
  const { splatInteger, laneOffsets, addIntegers, belowUnsigned } = instruction;
  const within = keep(getLocal(position), splatInteger, laneOffsets, addIntegers, getLocal(end), belowUnsigned);
  [unclipped, result.parameter, ops.sub(result.parameter, parameter)].forEach((value, k) =>
    addSquares(sums[k], value, within),
  );
  // position += 16; again while position < byte count
  code.push(...getLocal(position), 0x41, 16, ...add, 0x22, position, ...getLocal(byteCount), 0x49, 0x0d, 0, 0x0b);
  sums.forEach((sum, k) =>
    code.push(...getLocal(sumsAt), ...getLocal(sum), ...simd(0x0b), 3, ...unsigned(partialBytes * k)),
  );
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
