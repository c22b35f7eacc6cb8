/** Tries kernels when a person asks for it, which may take longer than before a first step, and tells how far it is. */
import type { KernelChoice } from '../engine/gpu/tuning/kernelChoice.ts';
import type { TuningResult } from '../protocol/kernels.ts';
import type { Emit } from '../protocol/protocol.ts';

/** On a software adapter every trial takes a large part of a second. */
const budgetMs = 20_000;
const tellEveryMs = 200;

export async function tuneKernels(kernels: KernelChoice, anew: boolean, emit: Emit): Promise<TuningResult> {
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  if (anew) await kernels.reset();
  const tell = (): void => emit('engine.tuning', { chosen: kernels.report().length, elapsedMs: elapsedMs(), budgetMs });
  tell();
  const timer = setInterval(tell, tellEveryMs);
  try {
    await kernels.tune(budgetMs);
  } finally {
    clearInterval(timer);
  }
  const ms = elapsedMs();
  return { kernels: kernels.report(), complete: ms < budgetMs, ms };
}
