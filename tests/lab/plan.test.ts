/** Planning a lab run: what the command line may say, and the one line it gets back when it may not. */
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/domain/config/defaults.ts';
import { printExperiment } from '../../src/domain/config/json.ts';
import { setValue } from '../../src/domain/config/setValue.ts';
import { encodeUrl } from '../../src/domain/config/url.ts';
import { textHash } from '../../src/domain/data/textHash.ts';
import { encodeCheckpoint } from '../../src/domain/files/checkpoint.ts';
import { presetConfig } from '../../src/domain/presets/index.ts';
import { type Experiment, type Plan, planEvaluation, planRun, type PlanRequest } from '../../src/lab/plan.ts';

const nothing: PlanRequest = { experiment: null, set: [], text: null, checkpoint: null };
const preset = (text: string): Experiment => ({ kind: 'address', text });
const run = (request: Partial<PlanRequest>): Plan => planRun({ ...nothing, ...request });
const words = 'It was the best of times, it was the worst of times. '.repeat(8);
const wordBytes = new TextEncoder().encode(words);

function accepted(plan: Plan): Extract<Plan, { ok: true }> {
  if (!plan.ok) throw new Error(plan.message);
  return plan;
}

function refusal(plan: Plan): string {
  if (plan.ok) throw new Error('the plan was accepted');
  expect(plan.message).not.toContain('\n');
  return plan.message;
}

const checkpointOf = (config: typeof defaultConfig, step: number): Uint8Array =>
  encodeCheckpoint({ config, progress: { step, tokensSeen: 0, elapsedSeconds: 0 }, weights: {}, state: {} });

describe('what to run', () => {
  test('a preset', () => {
    expect(accepted(run({ experiment: preset('nanogpt-cpu') })).config).toEqual(presetConfig('nanogpt-cpu'));
  });

  test('a file', () => {
    const config = setValue(defaultConfig, 'model.width', 64);
    expect(accepted(run({ experiment: { kind: 'json', text: printExperiment(config) } })).config).toEqual(config);
  });

  test('a link, with what the page adds for itself', () => {
    const config = setValue(presetConfig('gpt-moby-dick'), 'optimizer.learningRate', 0.002);
    const link = `https://example.org/trimtab/?${encodeUrl(config, 'gpt-moby-dick')}&lang=zh&backend=cpu&recipe=rtn_bits.3&place=compress`;
    expect(accepted(run({ experiment: preset(link) })).config).toEqual(config);
  });

  test('settings on top, the last one winning', () => {
    const set = ['model.width=64', 'optimizer=sgd', 'seed=7', 'model.width=32'];
    const { config } = accepted(run({ experiment: preset('gpt-moby-dick'), set }));
    expect(config).toMatchObject({ seed: 7, model: { width: 32 }, optimizer: { method: 'sgd' } });
  });

  test('a text of one’s own', () => {
    const { config, ownText } = accepted(run({ experiment: preset('gpt-moby-dick'), text: wordBytes }));
    expect(config.data).toMatchObject({ corpus: 'own-text', textHash: textHash(words) });
    expect(ownText).toBe(words);
  });
});

describe('what may not be run', () => {
  test.each<[string, Partial<PlanRequest>, RegExp]>([
    ['nothing', {}, /Say what to run/],
    ['a preset that does not exist', { experiment: preset('gpt-mobydick') }, /no preset “gpt-mobydick”.*gpt-moby-dick/],
    ['a file that is no JSON', { experiment: { kind: 'json', text: '{' } }, /not JSON/],
    ['a link with an unknown setting', { experiment: preset('?model.wdith=3') }, /model\.wdith/],
    [
      'a setting without a value',
      { experiment: preset('copy-task'), set: ['model.width'] },
      /path=value.*“model\.width”/,
    ],
    ['an unknown setting', { experiment: preset('copy-task'), set: ['model.depth=2'] }, /model\.depth/],
    ['a value out of range', { experiment: preset('copy-task'), set: ['training.steps=0'] }, /training\.steps.*1/],
    ['a contradiction', { experiment: preset('gpt-moby-dick'), set: ['model.width=130'] }, /130.*heads/],
    ['a binary file', { experiment: preset('copy-task'), text: new Uint8Array([0, 1, 2, 3, 0, 0, 7]) }, /binary/],
    ['an empty text', { experiment: preset('copy-task'), text: new Uint8Array() }, /no text in it/],
    ['own text without the text', { experiment: preset('copy-task'), set: ['data.corpus=own-text'] }, /--text FILE/],
    ['a checkpoint that is none', { checkpoint: new Uint8Array([1, 2, 3]) }, /checkpoint/i],
  ])('%s', (_name, request, message) => {
    expect(refusal(run(request))).toMatch(message);
  });
});

describe('going on from a checkpoint', () => {
  const config = presetConfig('copy-task');
  const checkpoint = checkpointOf(config, 40);

  test('needs no experiment', () => {
    expect(accepted(run({ checkpoint }))).toMatchObject({ config, step: 40 });
  });

  test('may change live settings', () => {
    expect(accepted(run({ checkpoint, set: ['training.steps=9000'] })).config.training.steps).toBe(9000);
  });

  test('may not change the model', () => {
    expect(refusal(run({ checkpoint, set: ['model.layers=1'] }))).toMatch(/model\.layers/);
  });
});

describe('evaluating a checkpoint', () => {
  test('uses the experiment that it carries', () => {
    const config = presetConfig('first-names');
    expect(accepted(planEvaluation({ checkpoint: checkpointOf(config, 3), text: null }))).toMatchObject({
      config,
      step: 3,
    });
  });

  test('on another text', () => {
    const checkpoint = checkpointOf(presetConfig('first-names'), 3);
    const { config, ownText } = accepted(planEvaluation({ checkpoint, text: wordBytes }));
    expect(config.data.corpus).toBe('own-text');
    expect(ownText).toBe(words);
  });

  test('asks for the text of a model that was trained on one', () => {
    const config = setValue(setValue(defaultConfig, 'data.corpus', 'own-text'), 'data.textHash', textHash(words));
    expect(refusal(planEvaluation({ checkpoint: checkpointOf(config, 3), text: null }))).toMatch(/--text FILE/);
  });
});
