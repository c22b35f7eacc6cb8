/** The kernels of a profile as few bars: the long ones by name, the many short ones as one. */
import type { KernelTime } from '../../../protocol/protocol.ts';

export interface KernelBar {
  /** Null stands for several. */
  readonly kernel: string | null;
  readonly kernels: number;
  readonly runs: number;
  readonly ms: number;
  /** Of all kernels together. */
  readonly share: number;
}

const mostBars = 10;
const smallShare = 0.02;

export function foldKernels(times: readonly KernelTime[]): readonly KernelBar[] {
  const total = times.reduce((sum, { ms }) => sum + ms, 0);
  const bars = times
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ kernel, runs, ms }): KernelBar => ({ kernel, kernels: 1, runs, ms, share: total === 0 ? 0 : ms / total }));
  const long = bars.filter(({ share }, i) => i < mostBars && share >= smallShare);
  const short = bars.slice(long.length);
  // One name says more than "others" in the same space.
  if (short.length < 2) return bars;
  const sum = (of: (bar: KernelBar) => number): number => short.reduce((all, bar) => all + of(bar), 0);
  const others = {
    kernel: null,
    kernels: short.length,
    runs: sum(({ runs }) => runs),
    ms: sum(({ ms }) => ms),
    share: sum(({ share }) => share),
  };
  return [...long, others];
}
