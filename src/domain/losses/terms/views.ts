/**
 * Two views of every sequence as vectors, and the cosines between them. Where a pass draws at random, the views are two passes
 * over the same tokens (Gao et al. 2021, SimCSE); where it does not, passes over two crops of half the length
 * (Izacard et al. 2022, Contriever, section 3.1). A vector is the mean of what the head reads.
 */
import type { TokenBatch } from '../../data/contract.ts';
import type { TermOps, TermPass } from './contract.ts';
import { passNumbers } from './passNumbers.ts';

/** s [B, B]: of the first view of each row to the second view of every other. The same for all terms of a step. */
export const cosinesOfViews = <T>(ops: TermOps<T>, pass: TermPass<T>): T =>
  pass.once('cosines', () => {
    const [first, second] = viewsOf(ops, pass);
    return ops.project(ops.unitRows(first), ops.unitRows(second));
  });

function viewsOf<T>(ops: TermOps<T>, { hidden, again, varies, batch, time, below }: TermPass<T>): readonly [T, T] {
  if (varies) {
    const second = again(batch, passNumbers.secondView);
    return [ops.meanOverTime(hidden(), time), ops.meanOverTime(second, time)];
  }
  const length = cropLength(time);
  const crop = (number: number, side: number): T => {
    const start = (row: number): number => below(2 * row + side, time - length + 1);
    return ops.meanOverTime(
      again(() => cropped(batch(), length, start), number),
      length,
    );
  };
  return [crop(passNumbers.firstCrop, 0), crop(passNumbers.secondCrop, 1)];
}

export const cropLength = (time: number): number => Math.ceil(time / 2);

/** Some tokens in a row of every sequence; what was seen of it in full still is. */
export function cropped(
  { inputs, size, time, prefix }: TokenBatch,
  length: number,
  start: (row: number) => number,
): TokenBatch {
  const tokens = new Int32Array(size * length);
  for (let row = 0; row < size; row++) {
    const first = row * time + start(row);
    tokens.set(inputs.subarray(first, first + length), row * length);
  }
  return {
    inputs: tokens,
    targets: new Int32Array(tokens.length).fill(-1),
    size,
    time: length,
    ...(prefix !== undefined && { prefix: Math.min(prefix, length) }),
  };
}

/** Rows of a batch; those that only fill it up stand behind all others and have no targets. */
export function filledRows({ targets, size }: TokenBatch): number {
  const last = targets.findLastIndex((target) => target >= 0);
  return Math.floor((last * size) / targets.length) + 1;
}
