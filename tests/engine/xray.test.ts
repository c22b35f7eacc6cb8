/** Looking into a run: what is seen is what the run computes, and looking changes nothing of what it does next. */
import { describe, expect, test } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import type { AttentionOptions } from '../../src/domain/models/ops.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { attentionWeights } from '../../src/domain/xray/attentionWeights.ts';
import * as tf from '../../src/engine/tf.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import { measureLandscape } from '../../src/engine/xray/landscape.ts';
import { measureNoise, type Job } from '../../src/engine/xray/noise.ts';
import { readMixing, readText } from '../../src/engine/xray/readText.ts';
import { spreadsOf } from '../../src/engine/xray/spreads.ts';
import { backends, engineOn } from './engines.ts';
import { open as openBench, runId, small, start } from './handlerBench.ts';
import { settingsOf } from './smallModels.ts';

const text = 'what does a model see of a text, and which way does it go from here? '.repeat(30);
const data = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));
const never = async (): Promise<boolean> => false;

async function open(
  backend: (typeof backends)[number],
  model: Readonly<Record<string, string | number>> = { architecture: 'transformer' },
  optimizer: Readonly<Record<string, string | number>> = { method: 'adamw', learningRate: 0.01 },
): Promise<TrainingSession> {
  const { config, problems } = validate({
    model: { ...settingsOf(String(model['architecture']), { layers: 2, heads: 2, width: 16, context: 16 }), ...model },
    optimizer,
    training: { steps: 40, batchSize: 8, evalWindows: 3 },
  });
  expect(problems).toEqual([]);
  return createSession({ engine: await engineOn(backend), config, data, start: null });
}

const train = async (session: TrainingSession, steps: number): Promise<number[]> => {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await session.update()).lossNats);
  return losses;
};

const job = (session: TrainingSession): Job => ({ session, progress: () => undefined, cancelled: () => false });

async function lookAtEverything(session: TrainingSession): Promise<void> {
  await spreadsOf(session);
  await readText(session, { kind: 'text', text: 'what way' });
  await readMixing(session, { text: { kind: 'held-out', index: 1 }, layer: 1 });
  await measureNoise(job(session), 1);
  await measureLandscape(job(session), { directions: 'random', points: 3, reach: 0.5 }, []);
}

const around = { directions: 'random', points: 3, reach: 0.5 } as const;

describe.each(backends)('%s', (backend) => {
  test('a run that was looked into goes on as one that was not', async () => {
    const alone = await open(backend, { architecture: 'transformer', dropout: 0.1 });
    const expected = await train(alone, 6);
    await alone.dispose();
    const seen = await open(backend, { architecture: 'transformer', dropout: 0.1 });
    const losses = await train(seen, 3);
    const before = seen.execution();
    await lookAtEverything(seen);
    const { memoryBytes } = await engineOn(backend);
    const held = [memoryBytes(), tf.memory().numTensors];
    await lookAtEverything(seen);
    expect([memoryBytes(), tf.memory().numTensors]).toEqual(held);
    losses.push(...(await train(seen, 3)));
    expect(losses).toEqual(expected);
    expect(seen.execution()).toEqual(before);
    expect(before.kind).toBe(backend === 'webgpu' ? 'recorded' : 'host');
    await seen.dispose();
  });

  test('the gradient is that of the next step, and its spread has its norm', async () => {
    const session = await open(backend, { architecture: 'transformer', dropout: 0.1 });
    await train(session, 2);
    const { kinds, groups, step } = await spreadsOf(session);
    const { gradNorm } = await session.update();
    expect(step).toBe(2);
    expect(kinds.map(({ name, root }) => [name, root])).toEqual([
      ['weight', false],
      ['gradient', false],
      ['mean', false],
      ['square', true],
    ]);
    const squares = groups.reduce((sum, { spreads: [, gradient] }) => {
      return sum + (gradient?.count ?? 0) * (gradient?.rms ?? Number.NaN) ** 2;
    }, 0);
    expect(Math.abs(Math.sqrt(squares) / gradNorm - 1)).toBeLessThan(1e-4);
    await session.dispose();
  });

  test('what tokens cost is on average what a validation of the same window tells', async () => {
    const session = await open(backend);
    await train(session, 3);
    const { tokens, meanNats } = await readText(session, { kind: 'held-out', index: 0 });
    const { lossNats, tokens: counted } = await session.evaluate(1, never);
    expect(Math.abs(meanNats - lossNats)).toBeLessThan(1e-5);
    expect(tokens.filter((token) => token.lossNats !== null)).toHaveLength(counted);
    const read = await readText(session, { kind: 'text', text: 'what§ is it' });
    expect(read.unknown).toBe(1);
    expect(read.tokens.map((token) => token.text).join('')).toBe('what is it');
    await session.dispose();
  });

  test.each([
    { positions: 'learned' },
    { positions: 'rope', keyValueHeads: 1 },
    { positions: 'alibi', heads: 4, keyValueHeads: 2 },
  ])('attention is what the pass mixes values with: %o', async (options) => {
    const session = await open(backend, { architecture: 'transformer', ...options });
    await train(session, 1);
    const inputs = data.tokenizer.encode('which way it goes').ids.slice(0, 12);
    const used: AttentionOptions[] = [];
    const { taken } = await session.look({ inputs, targets: inputs, size: 1, time: 12 }, (ops, take) => ({
      ...ops,
      attention(qkv, given) {
        const mixed = ops.attention(qkv, given);
        used.push(given);
        take(tf.clone(qkv));
        take(tf.clone(mixed));
        return mixed;
      },
    }));
    const [qkv = new Float32Array(), mixed = new Float32Array()] = taken.slice(2);
    const [given] = used;
    if (!given) throw new Error('there is no attention');
    const weights = attentionWeights(qkv, given);
    const { heads, keyValueHeads = heads } = given;
    const [columns, headWidth] = [qkv.length / 12, 16 / heads];
    for (let i = 0; i < mixed.length; i++) {
      const [query, column] = [Math.floor(i / 16), i % 16];
      const head = Math.floor(column / headWidth);
      const shared = heads + keyValueHeads + Math.floor((head * keyValueHeads) / heads);
      let sum = 0;
      for (let key = 0; key < 12; key++) {
        const weight = weights[(head * 12 + query) * 12 + key] ?? Number.NaN;
        sum += weight * (qkv[key * columns + shared * headWidth + (column % headWidth)] ?? Number.NaN);
      }
      expect(Math.abs(sum - (mixed[i] ?? Number.NaN))).toBeLessThan(1e-5);
    }
    const shown = await readMixing(session, { text: { kind: 'text', text: 'which way it goes' }, layer: 1 });
    expect(shown).toMatchObject({ mixers: ['attention', 'attention'], layer: 1, heads });
    await session.dispose();
  });

  test('the middle of a landscape is the loss of the model, and its corners those of other models', async () => {
    const session = await open(backend);
    await train(session, 2);
    const { evalWindows } = session.config.training;
    const { lossNats } = await session.evaluate(evalWindows, never);
    const weights = await session.evaluatedWeights();
    const same = await session.evaluate(evalWindows, never, weights);
    expect(Math.abs(same.lossNats - lossNats)).toBeLessThan(1e-6);
    const landscape = await measureLandscape(job(session), around, []);
    expect(landscape?.lossNats).toBe(lossNats);
    expect(landscape?.losses[4]).toBe(lossNats);
    expect(landscape?.losses.every((loss) => Number.isFinite(loss))).toBe(true);
    expect(new Set(landscape?.losses).size).toBe(9);
    const doubled = Object.fromEntries(
      Object.entries(weights).map(([name, values]) => [name, values.map((w) => 2 * w)]),
    );
    const other = createSession({
      engine: await engineOn(backend),
      config: session.config,
      data,
      start: { step: 2, weights: doubled, state: null },
    });
    const [expected, found] = [
      await other.evaluate(evalWindows, never),
      await session.evaluate(evalWindows, never, doubled),
    ];
    expect(Math.abs(found.lossNats - expected.lossNats)).toBeLessThan(1e-6);
    await other.dispose();
    await session.dispose();
  });
});

test('along the path of training the start lies uphill, in the plane of its own components', async () => {
  const session = await open('wasm');
  const remembered = [];
  for (let i = 0; i < 5; i++) {
    remembered.push({ step: session.step, weights: await session.evaluatedWeights() });
    await train(session, 4);
  }
  const landscape = await measureLandscape(job(session), { ...around, directions: 'path', points: 7 }, remembered);
  if (!landscape) throw new Error('it was given up');
  const { path, xs, ys, losses, lossNats, explained } = landscape;
  expect(path.map(({ step }) => step)).toEqual([0, 4, 8, 12, 16, 20]);
  expect(explained).toBeGreaterThan(0.9);
  expect(explained).toBeLessThanOrEqual(1 + 1e-6);
  const [first] = path;
  const nearest = (values: readonly number[], wanted: number): number =>
    values.reduce(
      (best, value, i) => (Math.abs(value - wanted) < Math.abs((values[best] ?? 0) - wanted) ? i : best),
      0,
    );
  const atStart = losses[nearest(ys, first?.y ?? 0) * 7 + nearest(xs, first?.x ?? 0)];
  expect(atStart).toBeGreaterThan(lossNats + 0.1);
  const few = await measureLandscape(job(session), { ...around, directions: 'path' }, remembered.slice(0, 1));
  expect(few).toBeNull();
  await session.dispose();
});

test('recurrent layers show their states, and what has neither shows nothing', async () => {
  const lstm = await open('wasm', { architecture: 'lstm' });
  await train(lstm, 1);
  const shown = await readMixing(lstm, { text: { kind: 'text', text: 'what way' }, layer: 9 });
  expect(shown).toMatchObject({ mixers: ['recurrent', 'recurrent'], layer: 1, heads: 1 });
  expect(shown.values).toHaveLength(16 * 8);
  // The head reads the states of the last layer.
  const { 'head.weight': head = [], 'head.bias': bias = [] } = await lstm.evaluatedWeights();
  const { ids } = data.tokenizer.encode('what way');
  const { logits } = await lstm.look({ inputs: ids, targets: ids, size: 1, time: 8 });
  const vocabulary = data.tokenizer.size;
  const logit = Array.from({ length: 16 }).reduce<number>(
    (sum, _, unit) => sum + (shown.values[unit * 8 + 5] ?? Number.NaN) * (head[unit * vocabulary + 3] ?? Number.NaN),
    bias[3] ?? Number.NaN,
  );
  expect(logits[5 * vocabulary + 3]).toBeCloseTo(logit, 5);
  await lstm.dispose();
  const bigram = await open('wasm', { architecture: 'bigram' });
  expect(await readMixing(bigram, { text: { kind: 'held-out', index: 0 }, layer: 0 })).toMatchObject({ mixers: [] });
  await bigram.dispose();
});

test.each(['sgd', 'muon', 'adafactor', 'schedule-free-adamw'])(
  '%s: every state that is kept is spread',
  async (method) => {
    const session = await open('wasm', { architecture: 'transformer' }, { method });
    await train(session, 1);
    const { kinds, groups } = await spreadsOf(session);
    expect(kinds.length).toBeGreaterThan(2);
    expect(kinds.map(({ name }) => name)).not.toContain('direction');
    kinds.forEach((_, k) => expect(groups.some(({ spreads }) => (spreads[k]?.count ?? 0) > 0)).toBe(true));
    await session.dispose();
  },
);

test('noise and landscape of a run that goes on tell how far they are, and can be cancelled', async () => {
  const at = openBench();
  await start(at, 'wasm', small({ training: { steps: 400 } }));
  await at.handlers['xray.remember']({ runId });
  const noise = await at.handlers['xray.noise']({ runId, repeats: 2 });
  expect(noise).toMatchObject({ small: 1, large: 8, repeats: 2, batchSize: 4 });
  expect(noise?.noise).toBeGreaterThan(0);
  expect(at.of('xray.progress').at(-1)).toMatchObject({ done: 16, of: 16 });
  expect((await at.handlers['xray.remember']({ runId }))[0]).toBeLessThan(noise?.step ?? 0);
  const asked = at.handlers['xray.landscape']({ runId, directions: 'random', points: 15, reach: 1 });
  at.heard.length = 0;
  await at.until(() => at.of('xray.progress').length > 3);
  await at.handlers['xray.cancel'](null);
  const landscape = await asked;
  expect(landscape?.losses.some(Number.isNaN)).toBe(true);
  expect(landscape?.losses.filter((loss) => Number.isFinite(loss)).length).toBeGreaterThan(3);
});
