/** How many targets of a batch count. */
import type { TokenBatch } from './contract.ts';

export function countTargets({ targets }: Pick<TokenBatch, 'targets'>): number {
  let counted = 0;
  for (const target of targets) if (target >= 0) counted++;
  return counted;
}
