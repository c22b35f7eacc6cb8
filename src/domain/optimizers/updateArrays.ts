/**
 * An optimizer's formula over typed arrays. `Ops<T>` is instantiated with blocks of 256 doubles, so that each operation
 * is one tight loop and the formula itself runs once per block, not once per value. Registers are handed out in the
 * order of the formula's operations and reused from block to block: nothing is allocated after the first.
 */
import type { Ops } from '../core/ops.ts';
import type { OptimizerDefinition } from './contract.ts';

export interface ArrayUpdate {
  /** Changed in place. */
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  /** Changed in place. */
  readonly state: Readonly<Record<string, Float32Array>>;
  readonly hyper: Readonly<Record<string, number>>;
  /** Multiplies the gradient first: the clip factor. */
  readonly gradientScale: number;
}

const blockSize = 256;
type Block = Float64Array;

/** Blocks, handed out again from the first after `restart`. */
class Registers {
  private readonly blocks: Block[] = [];
  private used = 0;

  restart(): void {
    this.used = 0;
  }

  next(): Block {
    const block = (this.blocks[this.used] ??= new Float64Array(blockSize));
    this.used += 1;
    return block;
  }
}

const registers = new Registers();

function unary(a: Block, f: (x: number) => number): Block {
  const out = registers.next();
  for (let i = 0; i < blockSize; i++) out[i] = f(a[i] as number);
  return out;
}

const blockOps: Ops<Block> = {
  constant: (value) => registers.next().fill(value),
  add(a, b) {
    const out = registers.next();
    for (let i = 0; i < blockSize; i++) out[i] = (a[i] as number) + (b[i] as number);
    return out;
  },
  sub(a, b) {
    const out = registers.next();
    for (let i = 0; i < blockSize; i++) out[i] = (a[i] as number) - (b[i] as number);
    return out;
  },
  mul(a, b) {
    const out = registers.next();
    for (let i = 0; i < blockSize; i++) out[i] = (a[i] as number) * (b[i] as number);
    return out;
  },
  div(a, b) {
    const out = registers.next();
    for (let i = 0; i < blockSize; i++) out[i] = (a[i] as number) / (b[i] as number);
    return out;
  },
  sqrt(a) {
    const out = registers.next();
    for (let i = 0; i < blockSize; i++) out[i] = Math.sqrt(a[i] as number);
    return out;
  },
  abs: (a) => unary(a, Math.abs),
  sign: (a) => unary(a, Math.sign),
  max(a, b) {
    const out = registers.next();
    for (let i = 0; i < blockSize; i++) out[i] = Math.max(a[i] as number, b[i] as number);
    return out;
  },
  min(a, b) {
    const out = registers.next();
    for (let i = 0; i < blockSize; i++) out[i] = Math.min(a[i] as number, b[i] as number);
    return out;
  },
};

export function updateArrays(optimizer: OptimizerDefinition, { parameter, gradient, state, hyper, gradientScale }: ArrayUpdate): void {
  for (let start = 0; start < parameter.length; start += blockSize) {
    registers.restart();
    const load = (array: Float32Array, scale: number): Block => {
      const block = registers.next();
      const end = Math.min(blockSize, array.length - start);
      for (let i = 0; i < end; i++) block[i] = scale * (array[start + i] as number);
      return block;
    };
    const store = (array: Float32Array, block: Block | undefined): void => {
      if (!block) throw new Error(`optimizer ${optimizer.id}: the update leaves a state out`);
      const end = Math.min(blockSize, array.length - start);
      for (let i = 0; i < end; i++) array[start + i] = block[i] as number;
    };
    const result = optimizer.update(blockOps, {
      parameter: load(parameter, 1),
      gradient: load(gradient, gradientScale),
      state: mapValues(state, (array) => load(array, 1)),
      hyper: mapValues(hyper, (value) => registers.next().fill(value)),
    });
    store(parameter, result.parameter);
    for (const name of optimizer.state) store(state[name] ?? new Float32Array(), result.state[name]);
  }
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
