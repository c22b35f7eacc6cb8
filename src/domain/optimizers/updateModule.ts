/**
 * An optimizer's formula as a WebAssembly module: `Ops<T>` writes SIMD instructions instead of computing. A formula that
 * is walked operation by operation over arrays costs five to ten times a hand-written loop; compiled it costs less than
 * one, and there is still only one formula. The binary format is that of the WebAssembly 2.0 specification, chapter 5.
 */
import type { Ops } from '../core/ops.ts';
import type { OptimizerDefinition } from './contract.ts';

/** Where the module expects its data, in bytes of its own memory. */
export interface UpdateLayout {
  /** Elements that one call can take. */
  readonly blockLength: number;
  readonly gradient: number;
  readonly parameter: number;
  /** In the order of the definition's `state`. */
  readonly state: readonly number[];
  readonly clipFactor: number;
  /** In the order of the definition's `scalars`. */
  readonly scalars: readonly number[];
}

type Bytes = readonly number[];

const blockLength = 2048;
const pageBytes = 65536;
const magicAndVersion: Bytes = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const i32Type = 0x7f;
const v128Type = 0x7b;
const simd = (opcode: number): Bytes => [0xfd, ...unsigned(opcode)];
const instruction = {
  getLocal: (index: number): Bytes => [0x20, ...unsigned(index)],
  setLocal: (index: number): Bytes => [0x21, ...unsigned(index)],
  load: (offset: number): Bytes => [...simd(0x00), 4, ...unsigned(offset)],
  loadSplat: (offset: number): Bytes => [...simd(0x09), 2, ...unsigned(offset)],
  store: (offset: number): Bytes => [...simd(0x0b), 4, ...unsigned(offset)],
  constant: (value: number): Bytes => {
    const lane = [...new Uint8Array(new Float32Array([value]).buffer)];
    return [...simd(0x0c), ...lane, ...lane, ...lane, ...lane];
  },
  lessThan: simd(0x43),
  greaterThan: simd(0x44),
  and: simd(0x4e),
  abs: simd(0xe0),
  sqrt: simd(0xe3),
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  min: simd(0xe8),
  max: simd(0xe9),
};

export function updateLayout({ state, scalars }: Pick<OptimizerDefinition, 'state' | 'scalars'>): UpdateLayout {
  const block = (index: number): number => index * blockLength * 4;
  const scalar = (index: number): number => block(2 + state.length) + index * 4;
  return {
    blockLength,
    gradient: block(0),
    parameter: block(1),
    state: state.map((_, k) => block(2 + k)),
    clipFactor: scalar(0),
    scalars: scalars.map((_, k) => scalar(1 + k)),
  };
}

/** Exports `memory` and `update(byteCount)`, which works on the first bytes of every block, rounded up to 16. */
export function updateModule(definition: OptimizerDefinition): Uint8Array<ArrayBuffer> {
  const layout = updateLayout(definition);
  const { locals, code } = updateBody(definition, layout);
  const pages = Math.ceil((4 * (1 + definition.scalars.length) + layout.clipFactor) / pageBytes);
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
    ...section(1, [[0x60, 1, i32Type, 0]]),
    ...section(3, [[0]]),
    ...section(5, [[0, ...unsigned(pages)]]),
    ...section(7, [
      [...name('memory'), 2, 0],
      [...name('update'), 0, 0],
    ]),
    ...section(10, [[...unsigned(body.length), ...body]]),
  ]);
}

/** Locals 0 and 1 are the byte count and the position; a value of `Ops<number>` is the index of the local that holds it. */
function updateBody(
  definition: OptimizerDefinition,
  layout: UpdateLayout,
): { readonly locals: number; readonly code: Bytes } {
  const code: number[] = [];
  const firstVector = 2;
  let used = firstVector;
  const keep = (...parts: readonly Bytes[]): number => {
    code.push(...parts.flat(), ...instruction.setLocal(used));
    return used++;
  };
  const ops = localOps(keep);
  const position = instruction.getLocal(1);
  const splat = (offset: number): number => keep([0x41, 0], instruction.loadSplat(offset));
  const load = (offset: number): number => keep(position, instruction.load(offset));
  const store = (offset: number, value: number): number =>
    code.push(...position, ...instruction.getLocal(value), ...instruction.store(offset));

  const clipFactor = splat(layout.clipFactor);
  const hyper = record(definition.scalars, layout.scalars.map(splat));
  code.push(0x03, 0x40); // loop
  const parameter = load(layout.parameter);
  const gradient = ops.mul(load(layout.gradient), clipFactor);
  const result = definition.update(ops, {
    parameter,
    gradient,
    state: record(definition.state, layout.state.map(load)),
    hyper,
  });
  store(layout.parameter, result.parameter);
  definition.state.forEach((key, k) => store(layout.state[k] ?? NaN, result.state[key] ?? NaN));
  // position += 16; again while position < byte count
  code.push(...position, 0x41, 16, 0x6a, 0x22, 1, ...instruction.getLocal(0), 0x49, 0x0d, 0, 0x0b);
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
    add: binary(instruction.add),
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
