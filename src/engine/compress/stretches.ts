/** A pass in stretches of a few milliseconds, between which messages are handled. */
import type { Pass } from '../../domain/compression/contract.ts';
import { breath } from '../breath.ts';

const stretchMs = 12;

/** @param between is told the share that is done; what it throws ends the pass. */
export async function inStretches<T>(pass: Pass<T>, between: (share: number) => void): Promise<T> {
  let until = performance.now() + stretchMs;
  for (;;) {
    const { done, value } = pass.next();
    if (done) return value;
    if (performance.now() < until) continue;
    await breath();
    between(value);
    until = performance.now() + stretchMs;
  }
}
