/** Gradients of the loss and of its terms, apart: they add up to what is trained on, and measuring their angles changes nothing. */
import { expect, test } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import { measureConflicts } from '../../src/engine/xray/conflicts.ts';
import type { Job } from '../../src/engine/xray/noise.ts';
import { backends, engineOn } from './engines.ts';
import { open as openBench, runId, small, start } from './handlerBench.ts';

const text = 'one term pulls this way, and another pulls that way or across. '.repeat(30);
const data = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));

const both = { unlikelihood: 0.5, multiToken: 0.3, multiTokenCount: 1 };

async function open(
  backend: (typeof backends)[number],
  terms: Readonly<Record<string, number | string>> = both,
  training: Readonly<Record<string, number>> = {},
): Promise<TrainingSession> {
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers: 2, width: 16, heads: 2, context: 8, dropout: 0.1 },
    optimizer: { method: 'adamw', learningRate: 0.01 },
    terms,
    training: { steps: 40, batchSize: 4, ...training },
  });
  expect(problems).toEqual([]);
  return createSession({ engine: await engineOn(backend), config, data, start: null });
}

const job = (session: TrainingSession): Job => ({ session, progress: () => undefined, cancelled: () => false });

async function train(session: TrainingSession, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await session.update()).lossNats);
  return losses;
}

const flat = (gradients: Readonly<Record<string, Float32Array>>, names: readonly string[]): number[] =>
  names.flatMap((name) => [...(gradients[name] ?? [])]);

const sums = [
  { name: 'one pass', terms: both },
  { name: 'two passes', terms: { ...both, rDrop: 2 } },
];

for (const backend of backends) {
  test.each(sums)(
    `${backend}: the parts of a gradient add up to it, in parts of a batch too: $name`,
    async ({ terms }) => {
      const session = await open(backend, terms, { gradientAccumulation: 2 });
      await train(session, 2);
      const names = session.trained.map(({ name }) => name);
      const all = await session.gradients();
      const parts: Readonly<Record<string, Float32Array>>[] = [];
      const ids = ['unlikelihood', 'multi-token', ...('rDrop' in terms ? ['r-drop'] : [])];
      for (const part of ['loss', ...ids]) parts.push(await session.gradients(part));
      for (const name of names) {
        const scale = Math.max(1e-4, ...(all[name] ?? []).map(Math.abs));
        all[name]?.forEach((value, i) => {
          const sum = parts.reduce((so, part) => so + (part[name]?.[i] ?? 0), 0);
          expect(Math.abs(sum - value) / scale).toBeLessThan(1e-5);
        });
      }
      await session.dispose();
    },
  );

  test(`${backend}: angles are those of the vectors, and a run that was measured goes on as one that was not`, async () => {
    const alone = await open(backend);
    const expected = await train(alone, 5);
    await alone.dispose();
    const session = await open(backend);
    const losses = await train(session, 2);
    const found = await measureConflicts(job(session));
    const names = session.tensors.map(({ name }) => name);
    const loss = flat(await session.gradients('loss'), names);
    expect(found?.step).toBe(2);
    expect(found?.terms.map(({ id, weight }) => [id, weight])).toEqual([
      ['unlikelihood', 0.5],
      ['multi-token', 0.3],
    ]);
    for (const { id, whole, groups } of found?.terms ?? []) {
      const term = flat(await session.gradients(id), names);
      expect(term.length).toBe(loss.length);
      const dot = term.reduce((sum, value, i) => sum + value * (loss[i] ?? Number.NaN), 0);
      expect(whole.cosine).toBeCloseTo(dot / Math.hypot(...term) / Math.hypot(...loss), 6);
      expect(whole.termNorm).toBeCloseTo(Math.hypot(...term), 6);
      expect(Math.hypot(...groups.map(({ lossNorm }) => lossNorm))).toBeCloseTo(whole.lossNorm, 6);
      expect(new Set(groups.map(({ layer }) => layer))).toEqual(new Set([null, 0, 1]));
    }
    losses.push(...(await train(session, 3)));
    expect(losses).toEqual(expected);
    expect(session.execution().kind).toBe(backend === 'webgpu' ? 'recorded' : 'host');
    await session.dispose();
  });
}

test('a term of no weight yet has no direction', async () => {
  const session = await open('wasm', { unlikelihood: 0, unlikelihoodPath: 'linear', unlikelihoodEnd: 1 });
  const found = await measureConflicts(job(session));
  expect(found?.terms).toMatchObject([{ id: 'unlikelihood', weight: 0, whole: { cosine: Number.NaN, termNorm: 0 } }]);
  await session.dispose();
});

test('the worker answers while a run goes on: angles, and a sequence of the next batch with its logits', async () => {
  const at = openBench();
  await start(at, 'wasm', validate({ ...small({ training: { steps: 400 } }), terms: { unlikelihood: 0.5 } }).config);
  const found = await at.handlers['xray.conflicts']({ runId });
  expect(found?.terms).toHaveLength(1);
  expect(at.of('xray.progress').at(-1)).toMatchObject({ done: 2, of: 2 });
  const { logits, labels, targets, texts, sequences, sequence, counts } = await at.handlers['workshop.read']({
    runId,
    sequence: 99,
  });
  expect([sequence, sequences]).toEqual([3, 4]);
  expect(logits.length).toBe(texts.length * labels.length);
  expect(logits.every(Number.isFinite)).toBe(true);
  // What is read next is what stands next in the text.
  const counted = texts.slice(1).flatMap((next, place) => ((targets[place] ?? -1) < 0 ? [] : [[place, next] as const]));
  expect(counted.length).toBeGreaterThan(3);
  for (const [place, next] of counted)
    expect(labels[targets[place] ?? -1]?.slice(0, 1)).toBe(next === '\n' ? '↵' : next);
  expect(counts.length).toBe(labels.length);
});
