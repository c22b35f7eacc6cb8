/** Whether a run fits beside a race that is kept, before anything of it is allocated. */
import { resolve } from '../domain/config/resolve.ts';
import type { ExperimentConfig } from '../domain/config/schema.ts';
import { TrimtabError } from '../domain/core/errors.ts';
import type { DataSource } from '../domain/data/contract.ts';
import { neededBytes, type MemoryNeeds } from '../domain/limits/memory.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { factsOf } from '../engine/train/facts.ts';

/** Refused as `memory-held` if only the race is in the way; what is too large alone, its session refuses itself. */
export function requireRoomBeside(
  race: readonly MemoryNeeds[],
  config: ExperimentConfig,
  data: DataSource,
  { byteLimit, keepsAttention }: Pick<Engine, 'byteLimit' | 'keepsAttention'>,
): void {
  const raceBytes = race.reduce((sum, needs) => sum + neededBytes(needs), 0);
  const resolved = resolve(config);
  const { definition, settings } = resolved.model;
  const time = data.window(definition.context(settings));
  const bytes = neededBytes(factsOf(resolved, config, data, time, keepsAttention));
  if (bytes > byteLimit || bytes + raceBytes <= byteLimit) return;
  throw new TrimtabError('memory-held', { bytes, raceBytes, limitBytes: byteLimit });
}
