/**
 * How long a training step takes on an engine: that of the preset that opens the page, on made-up tokens. Its kernels
 * are those of most first runs, so little of the time is lost.
 */
import { resolve } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { below, streams } from '../../domain/core/random.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import { fixedBatchSource } from '../../domain/data/fixedBatch.ts';
import { defaultPresetId, presetConfig } from '../../domain/presets/index.ts';
import { createSession } from '../train/session.ts';
import type { Engine } from './engine.ts';

const timedSteps = 4;
/** About as many as there are characters in an English text. */
const vocabulary = 65;

function madeUp(config: ExperimentConfig): TokenBatch {
  const { definition, settings } = resolve(config).model;
  const [size, time] = [config.training.batchSize, definition.context(settings)];
  const token = (_: unknown, i: number): number => below(config.seed, streams.task, i, vocabulary);
  const inputs = Int32Array.from({ length: size * time }, token);
  return { inputs, targets: inputs, size, time };
}

/** Milliseconds; steps follow each other as in a run. The engine must be the current backend. */
export async function timeStep(engine: Engine): Promise<number> {
  const config = presetConfig(defaultPresetId);
  const session = createSession({ engine, config, data: fixedBatchSource(madeUp(config), vocabulary), start: null });
  try {
    // Compiles, and records where steps are recorded; the second one warms up.
    await session.update();
    await session.update();
    const startedAt = performance.now();
    let last: Promise<unknown> = Promise.resolve();
    for (let i = 0; i < timedSteps; i++) {
      const before = last;
      last = session.update();
      await before;
    }
    await last;
    return (performance.now() - startedAt) / timedSteps;
  } finally {
    await session.dispose();
  }
}
