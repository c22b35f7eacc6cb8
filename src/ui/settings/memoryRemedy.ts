/** The smallest change that makes a run fit: the largest batch, by halving, whose prediction leaves room. */
import { setValue } from '../../domain/config/setValue.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import type { DataFacts } from '../../domain/data/contract.ts';
import { memoryLedger, memoryVerdict } from '../../domain/limits/memory.ts';
import type { BackendMemory } from '../../protocol/protocol.ts';
import { derivedFacts } from './derivedFacts.ts';

export interface MemoryRemedy {
  readonly batchSize: number;
  /** Predicted with it. */
  readonly totalBytes: number;
}

/** Null where not even single rows fit: the model itself is too large. */
export function memoryRemedy(
  config: ExperimentConfig,
  data: DataFacts,
  { limitBytes, startBytes, keepsAttention }: BackendMemory,
): MemoryRemedy | null {
  for (
    let batchSize = Math.floor(config.training.batchSize / 2);
    batchSize >= 1;
    batchSize = Math.floor(batchSize / 2)
  ) {
    const smaller = setValue(config, 'training.batchSize', batchSize);
    const { totalBytes } = memoryLedger(derivedFacts(smaller, data, keepsAttention), startBytes);
    if (memoryVerdict(totalBytes, limitBytes) === 'fits') return { batchSize, totalBytes };
  }
  return null;
}
