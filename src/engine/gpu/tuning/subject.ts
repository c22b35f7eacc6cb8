/** A computation that several kernels can do, with all that it takes to try them and to tell whether they are right. */
import type { Dispatch } from '../../../../shaders/common/dispatch.ts';
import type { KernelTask } from '../../../protocol/kernels.ts';
import { uniform } from '../../../domain/core/random.ts';
import type { Data, Place, Words } from '../workbench.ts';

export interface Candidate {
  /** Of the variant. */
  readonly id: string;
  readonly dispatches: readonly Dispatch[];
  /** How many times farther off than the samples say it may be; 1 unless it rounds what it is given. */
  readonly leeway?: number;
}

/** A number of the result as the reference has it. */
export interface Sample extends Place {
  readonly expected: number;
  /** How far off rounding may lead. */
  readonly tolerance: number;
}

export interface Subject {
  readonly task: KernelTask;
  readonly flops: number;
  readonly inputs: Readonly<Record<string, Data | Words>>;
  readonly samples: readonly Sample[];
  readonly candidates: readonly Candidate[];
}

/** A prime, so that rows of no matrix look alike. */
const patternLength = 4093;
const patterns = new Map<number, Data>();

/** Numbers around zero, of variance 1; a pattern that repeats, because millions of random numbers would take long. */
export function noise(length: number, stream: number): Data {
  const made = (): Data =>
    Float32Array.from({ length: patternLength }, (_, i) => Math.sqrt(12) * (uniform(7, stream, i) - 0.5));
  const pattern = patterns.get(stream) ?? made();
  patterns.set(stream, pattern);
  const numbers = new Float32Array(length);
  for (let at = 0; at < length; at += patternLength) {
    numbers.set(at + patternLength <= length ? pattern : pattern.subarray(0, length - at), at);
  }
  return numbers;
}

/** Places in a matrix: its corners, and some between them. */
export function scattered(rows: number, columns: number, count: number): readonly (readonly [number, number])[] {
  const corners = [
    [0, 0],
    [0, columns - 1],
    [rows - 1, 0],
    [rows - 1, columns - 1],
  ] as const;
  const between = Array.from(
    { length: count },
    (_, i) => [Math.floor(uniform(7, 101, i) * rows), Math.floor(uniform(7, 102, i) * columns)] as const,
  );
  return [...corners, ...between];
}
