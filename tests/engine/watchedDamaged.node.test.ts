/** What validations have done to a schedule, damaged in a checkpoint: refused by name, the one before serves, nothing goes. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { TrimtabError } from '../../src/domain/core/errors.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { decodeCheckpoint } from '../../src/domain/files/checkpoint.ts';
import { readSafetensors, writeSafetensors } from '../../src/domain/files/safetensors.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import type { CheckpointStore } from '../../src/storage/contract.ts';
import { openRun, type ActiveRun } from '../../src/worker/activeRun.ts';
import { takeCheckpoint } from '../../src/worker/storeCheckpoint.ts';
import { engineOn } from './engines.ts';

// Node has none before 21; an engine tells how many cores there are.
beforeAll(() => void vi.stubGlobal('navigator', { hardwareConcurrency: 1 }));
afterAll(() => void vi.unstubAllGlobals());

const runId = 'run';
const text = 'a rate that has fallen twice must not rise again by accident. '.repeat(20);
const data = createTextSource(character.build(text, {}), text.slice(0, 1000), text.slice(1000));
const { config } = validate({
  model: { architecture: 'bigram' },
  schedule: { method: 'plateau', warmupSteps: 0, dropFactor: 0.5, waitValidations: 1, threshold: 0.3 },
  training: { steps: 20, batchSize: 2 },
});

const damages: readonly (readonly [what: string, part: string])[] = [
  ['no object', '7'],
  ['nothing', 'null'],
  ['a step that is missing', '{"reduction":0.5,"waited":0,"cooling":0,"best":2}'],
  ['a reduction that is no number', '{"step":4,"reduction":"half","waited":0,"cooling":0,"best":2}'],
  ['a reduction below 0', '{"step":4,"reduction":-1,"waited":0,"cooling":0,"best":2}'],
  ['a reduction beyond what numbers hold', '{"step":4,"reduction":1e999,"waited":0,"cooling":0,"best":2}'],
  ['a wait that is missing', '{"step":4,"reduction":0.5,"cooling":0,"best":2}'],
  ['a pause that is a list', '{"step":4,"reduction":0.5,"waited":0,"cooling":[0],"best":2}'],
  ['a best loss that is missing', '{"step":4,"reduction":0.5,"waited":0,"cooling":0}'],
  ['a best loss that is text', '{"step":4,"reduction":0.5,"waited":0,"cooling":0,"best":"2"}'],
];

/** Two updates, each followed by a validation that is worse than the last. */
async function twoMore(session: TrainingSession): Promise<Uint8Array<ArrayBuffer>> {
  for (const loss of [2, 3]) {
    await session.update();
    session.watch(loss);
  }
  return (await takeCheckpoint(session, 1)).bytes;
}

function damaged(bytes: Uint8Array, part: string): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = readSafetensors(bytes);
  const progress = JSON.stringify(decodeCheckpoint(bytes).progress.watched);
  const before = metadata['trimtab'] ?? '';
  expect(before).toContain(progress);
  return writeSafetensors({ tensors, metadata: { ...metadata, trimtab: before.replace(progress, part) } });
}

interface Resumed {
  readonly opened: ActiveRun | null;
  readonly error: unknown;
  readonly notices: readonly string[];
}

async function resumed(checkpoints: CheckpointStore): Promise<Resumed> {
  const notices: string[] = [];
  const parts = {
    engine: await engineOn('cpu'),
    prepare: async () => data,
    checkpoints: async () => checkpoints,
    raceHolds: [],
    emit: (name: string, payload: unknown) => {
      if (name === 'engine.notice') notices.push((payload as { error: { code: string } }).error.code);
    },
  };
  try {
    const opened = await openRun({ runId, config, ownText: null, tokenizer: null, resume: true, paused: true }, parts);
    return { opened, error: null, notices };
  } catch (error) {
    return { opened: null, error, notices };
  }
}

async function stored(...all: readonly (readonly [step: number, bytes: Uint8Array<ArrayBuffer>])[]) {
  const { checkpoints } = memoryStorage({ code: 'storage-unavailable', detail: {}, problems: [] });
  for (const [step, bytes] of all) await checkpoints.save({ runId, step, bytes, createdAt: step });
  return checkpoints;
}

test('a part that is whole comes back as it was', async () => {
  const session = createSession({ engine: await engineOn('cpu'), config, data, start: null });
  const bytes = await twoMore(session);
  const { watched } = await session.snapshot();
  expect(watched).toMatchObject({ step: 2, best: 2, waited: 1 });
  const { opened, notices } = await resumed(await stored([2, bytes]));
  expect((await opened?.run.session.snapshot())?.watched).toEqual(watched);
  expect(notices).toEqual([]);
  await opened?.run.stop();
  await session.dispose();
});

test.each(damages)('%s: refused, told, and the checkpoint before serves', async (_what, part) => {
  const session = createSession({ engine: await engineOn('cpu'), config, data, start: null });
  const whole = await twoMore(session);
  const { watched } = await session.snapshot();
  const broken = damaged(await twoMore(session), part);
  await session.dispose();
  expect(() => decodeCheckpoint(broken)).toThrow(
    expect.objectContaining({ code: 'bad-checkpoint', detail: { reason: 'not-trimtab' } }),
  );

  const both = await stored([2, whole], [4, broken]);
  const { opened, notices } = await resumed(both);
  expect(notices).toEqual(['bad-checkpoint']);
  expect(opened?.run.session.step).toBe(2);
  expect((await opened?.run.session.snapshot())?.watched).toEqual(watched);
  await opened?.run.stop();
  // What is damaged stays where it is: somebody may still mend it.
  expect((await both.at(runId, 2))?.bytes).toEqual(whole);
  expect((await both.at(runId, 4))?.bytes).toEqual(broken);

  const alone = await stored([4, broken]);
  const { error } = await resumed(alone);
  expect(error).toBeInstanceOf(TrimtabError);
  expect(error).toMatchObject({ code: 'bad-checkpoint' });
  expect((await alone.at(runId, 4))?.bytes).toEqual(broken);
});
