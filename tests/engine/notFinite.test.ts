/**
 * A weight that is no number ends the next step with an error, wherever it lies and whatever the operations on its way do
 * with it (WGSL's `max` may drop it), and no other weight is moved if loss or gradient showed it.
 */
import { expect, test } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { weight } from '../../src/domain/models/initialize.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createSession } from '../../src/engine/train/session.ts';
import { TrimtabError } from '../../src/domain/core/errors.ts';
import { backends, engineOn } from './engines.ts';

const text = 'the quick brown fox jumps over the lazy dog. '.repeat(40);
const data = createTextSource(character.build(text, {}), text, text);
const { config } = validate({
  model: { architecture: 'transformer', layers: 1, heads: 2, width: 16, context: 16, activation: 'relu' },
  optimizer: { method: 'adamw', learningRate: 0.01 },
  training: { steps: 10, batchSize: 2 },
});

test.each(backends)('%s', async (backend) => {
  const engine = await engineOn(backend);
  const first = createSession({ engine, config, data, start: null });
  const names = first.tensors.map(({ name }) => name);
  const { weights, state } = await first.snapshot();
  await first.dispose();
  for (const name of names) {
    const spoilt = { ...weights, [name]: weight(weights, name).slice() };
    // In the middle, which in tables is a row that the text has.
    const at = Math.floor((spoilt[name]?.length ?? 0) / 2);
    spoilt[name]?.fill(Number.NaN, at, at + 1);
    const session = createSession({ engine, config, data, start: { step: 0, weights: spoilt, state } });
    const thrown: unknown = await session.update().catch((error: unknown) => error);
    if (!(thrown instanceof TrimtabError)) throw new Error(`${name}: no error`);
    expect(thrown.code, name).toBe('non-finite');
    // What only the weights show, the step has been made with.
    const seen = thrown.detail['what'] !== 'weights';
    const { weights: after, state: moments } = await session.snapshot();
    const moved = names.filter((other) => String(weight(after, other)) !== String(weight(spoilt, other)));
    const stirred = Object.values(moments).flatMap((byName) =>
      Object.values(byName).filter((values) => values.some((value) => value !== 0)),
    );
    expect(seen ? [...moved, ...stirred] : [], `${name}: ${String(thrown.detail['what'])}`).toEqual([]);
    await session.dispose();
  }
});
