/**
 * How long a training step takes on an engine: that of the preset that opens the page, on made-up tokens. Its kernels
 * are those of most first runs, so little of the time is lost.
 */
import { below, streams } from '../../domain/core/random.ts';
import type { DataSource } from '../../domain/data/contract.ts';
import { defaultPresetId, presetConfig } from '../../domain/presets/index.ts';
import { character } from '../../domain/tokenizers/character.ts';
import { createSession } from '../train/session.ts';
import type { Engine } from './engine.ts';

const timedSteps = 4;
const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;:!?-\'"()&0';

function madeUp(): DataSource {
  const tokenizer = character.build(alphabet, {});
  return {
    kind: 'text',
    tokenizer,
    facts: { vocabulary: tokenizer.size, trainTokens: 0, validationTokens: 0, bytesPerToken: 1, excerpt: '' },
    tokens: null,
    window: (context) => context,
    batch(seed, step, size, time) {
      const token = (_: unknown, i: number): number =>
        below(seed, streams.task, step * size * time + i, tokenizer.size);
      const inputs = Int32Array.from({ length: size * time }, token);
      return { inputs, targets: inputs, size, time };
    },
    validation: () => [],
    questions: [],
  };
}

/** Milliseconds; steps follow each other as in a run. The engine must be the current backend. */
export async function timeStep(engine: Engine): Promise<number> {
  const config = presetConfig(defaultPresetId);
  const session = createSession({ engine, config, data: madeUp(), start: null });
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
