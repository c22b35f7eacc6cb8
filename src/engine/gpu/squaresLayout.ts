/**
 * Where the sums of squares of an update lie. Tensors with weight decay and those without are updated by a dispatch each,
 * and each of them is given a part of one buffer that a device can bind.
 */
import { rowsOf, squaresLength, squaresPerRow } from '../../../shaders/optimizer-update/kernel.ts';
import type { TensorSpec } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import { alignment, type Arena } from './arena.ts';

export interface SquaresLayout {
  /** Floats before the sums of the tensors with weight decay, and of those without. */
  readonly decayingStart: number;
  readonly plainStart: number;
  /** Floats in all. */
  readonly length: number;
  /** For every tensor, in the order of `specs`: its first row and the row after its last. */
  readonly rows: Float32Array;
}

/** Both an offset that can be bound and a whole number of rows. */
const partAlignment = alignment * squaresPerRow;

export function squaresLayout({ decaying, plain, parts }: Arena, specs: readonly TensorSpec[]): SquaresLayout {
  const plainStart = Math.ceil(squaresLength(decaying.length) / partAlignment) * partAlignment;
  const rowsOfTensor = ({ name, decay }: TensorSpec): readonly [number, number] => {
    const { start, length } = weight(parts, name);
    const before = decay ? 0 : plainStart / squaresPerRow;
    const first = before + rowsOf(start - (decay ? decaying : plain).start);
    return [first, first + rowsOf(length)];
  };
  return {
    decayingStart: 0,
    plainStart,
    length: plainStart + squaresLength(plain.length),
    rows: Float32Array.from(specs.flatMap(rowsOfTensor)),
  };
}
