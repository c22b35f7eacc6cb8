/**
 * Which norms only matrices read, so that size can be moved between the two without anyone else noticing. A norm's output is
 * told by the name of its gain while a forward pass is run over names.
 */
import type { Norm, Product } from './products.ts';

export interface NormReaders {
  /** @returns the name of the norm's output. */
  made(gain: string, bias: string | null): string;
  /** Whether x is a norm's output. */
  gave(x: string): boolean;
  multiplied(x: string, product: Product): void;
  /** Something that is no matrix reads x, which may be no norm's output at all. */
  otherwise(this: void, x: unknown): void;
  /** Whose output the matrix reads; null where that, or one of its other readers, cannot be folded. */
  of(matrix: string): Norm | null;
}

interface Read {
  readonly gain: string;
  readonly bias: string | null;
  readonly readers: Set<string>;
  /** Read by something else too. */
  shared: boolean;
}

export function normReaders(): NormReaders {
  const norms = new Map<string, Read>();
  /** What each matrix was multiplied with first. */
  const inputs = new Map<string, string>();
  const share = (x: string): void => {
    const norm = norms.get(x);
    if (norm) norm.shared = true;
  };
  return {
    made(gain, bias) {
      if (!norms.has(gain)) norms.set(gain, { gain, bias, readers: new Set(), shared: false });
      return gain;
    },
    gave: (x) => norms.has(x),
    multiplied(x, { name, inputsFirst, recurrent }) {
      const before = inputs.get(name);
      if (before !== undefined && before !== x) [before, x].forEach(share);
      if (before === undefined) inputs.set(name, x);
      norms.get(x)?.readers.add(name);
      // A tied head is a table too, whose rows are looked up as they are.
      if (!inputsFirst || recurrent) share(x);
    },
    otherwise(x) {
      if (typeof x === 'string') share(x);
    },
    of(matrix) {
      const norm = norms.get(inputs.get(matrix) ?? '');
      if (!norm || norm.shared) return null;
      return { gain: norm.gain, bias: norm.bias, readers: [...norm.readers] };
    },
  };
}
