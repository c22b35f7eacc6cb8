/**
 * Every method of the registries at both ends of each of its ranges, twenty steps on every backend: the loss stays finite,
 * or the run ends with an error of the catalogue that has a remedy in both languages. Nothing here names a method.
 */
import { describe, expect, test } from 'vitest';
import type { SectionId } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { describeError } from '../../src/domain/core/describeError.ts';
import { reportOf, TrimtabError } from '../../src/domain/core/errors.ts';
import { languages } from '../../src/domain/core/text.ts';
import { objectiveData } from '../../src/domain/data/objectiveData.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import { createSession } from '../../src/engine/train/session.ts';
import { backends, engineOn } from '../engine/engines.ts';
import { extremesOf, type Extreme } from './extremes.ts';

const text = 'the quick brown fox jumps over the lazy dog. '.repeat(100);
const plain = createTextSource(character.build(text, {}), text.slice(0, 3000), text.slice(3000));
const steps = 20;
/** The largest models take seconds a step in plain JavaScript and on a software GPU: a recorded step and its replay. */
const fewSteps = 2;

/** What went wrong that should not; null where nothing did. */
async function train(engine: Engine, { experiment }: Extreme, most: number): Promise<string | null> {
  const { config, problems } = validate(experiment);
  const unsaid = problems.find(({ path, message }) => path === '' || languages.some((language) => !message[language]));
  if (unsaid) return `a problem without words or path: ${JSON.stringify(unsaid)}`;
  const data = objectiveData(config, plain);
  try {
    const session = createSession({ engine, config, data, start: null });
    try {
      for (let step = 0; step < Math.min(most, config.training.steps); step++) {
        const { lossNats } = await session.update();
        if (!Number.isFinite(lossNats)) return `loss ${lossNats} at step ${step + 1}`;
      }
      return null;
    } finally {
      await session.dispose();
    }
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError)) return `not an error of ours: ${String(thrown)}`;
    const said = languages.map((language) => describeError(reportOf(thrown), language));
    const spoken = said.every(({ title, cause, remedy, actions }) => title && cause && remedy && actions.length > 0);
    return thrown.code !== 'internal' && spoken ? null : `no remedy for ${thrown.code}`;
  }
}

const trained: readonly SectionId[] = ['model', 'optimizer', 'schedule', 'regularization', 'loss', 'terms', 'training'];

describe.each(backends)('%s', (backend) => {
  describe.each(trained)('%s', (section) => {
    const most = section === 'model' && backend !== 'wasm' ? fewSteps : steps;
    test.each(extremesOf(section).map((extreme) => [extreme.name, extreme] as const))('%s', async (_name, extreme) => {
      expect(await train(await engineOn(backend), extreme, most)).toBeNull();
    });
  });
});
