/**
 * How long a step must take on a machine, whoever programs it. Roofline: Williams, Waterman & Patterson 2009, "Roofline:
 * an insightful visual performance model for multicore architectures"; to it comes what starting the kernels costs, which
 * for small models is the larger part. T_limit = max(F / P, B / W) + n · t.
 */

/** What a machine can do at most, each measured; null where it was not. */
export interface MachinePeaks {
  /** P: arithmetic on numbers in registers, FLOP/s. */
  readonly flopsPerSecond: number | null;
  /** W: copying arrays that no cache holds, bytes read and written per second. */
  readonly bytesPerSecond: number | null;
  /** t: a kernel that has nothing to do but must wait for the one before it, seconds. */
  readonly secondsPerDispatch: number | null;
}

/** What a step asks for. */
export interface StepWork {
  /** F */
  readonly flops: number;
  /** B */
  readonly bytes: number;
  /** n, kernels started; 0 where they are not counted. */
  readonly dispatches: number;
}

export type Bound = 'arithmetic' | 'bandwidth' | 'dispatch';

export interface StepLimit {
  readonly arithmeticMs: number;
  readonly bandwidthMs: number;
  readonly dispatchMs: number;
  /** The larger of arithmetic and bandwidth. */
  readonly roofMs: number;
  /** Roof and dispatches. */
  readonly limitMs: number;
  /** What takes the most of it. */
  readonly bound: Bound;
}

/** Null where arithmetic or bandwidth were not measured. */
export function stepLimit(work: StepWork, peaks: MachinePeaks): StepLimit | null {
  const { flopsPerSecond, bytesPerSecond, secondsPerDispatch } = peaks;
  if (flopsPerSecond === null || bytesPerSecond === null) return null;
  const arithmeticMs = (1000 * work.flops) / flopsPerSecond;
  const bandwidthMs = (1000 * work.bytes) / bytesPerSecond;
  const dispatchMs = 1000 * work.dispatches * (secondsPerDispatch ?? 0);
  const roofMs = Math.max(arithmeticMs, bandwidthMs);
  const roofBound = arithmeticMs >= bandwidthMs ? 'arithmetic' : 'bandwidth';
  return {
    arithmeticMs,
    bandwidthMs,
    dispatchMs,
    roofMs,
    limitMs: roofMs + dispatchMs,
    bound: dispatchMs > roofMs ? 'dispatch' : roofBound,
  };
}
