/** The headless lab as a person types it: files, exit codes, going on where it was, and the same figures twice. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSafetensors } from '../../src/domain/files/safetensors.ts';
import { type Ended, lab, labUntil } from './labCommand.ts';

const folder = mkdtempSync(join(tmpdir(), 'trimtab-lab-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (...path: string[]): string => join(folder, ...path);
const json = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const lines = (path: string): Record<string, number>[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number>);

const settings = ['layers=1', 'heads=2', 'width=32', 'context=16'].flatMap((setting) => ['--set', `model.${setting}`]);
const experiment = ['first-names', ...settings, '--set', 'training.batchSize=8', '--set', 'training.evalEvery=10'];
const onCpu = ['--backend', 'cpu'];

describe('a run', () => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await lab('run', ...experiment, '--steps', '20', '--out', at('whole'), ...onCpu);
  });

  test('ends well and says so', () => {
    expect(ended.complaint).toBe('');
    expect(ended.code).toBe(0);
    expect(ended.output).toMatch(/20\/20/);
  });

  test('logs every step', () => {
    const metrics = lines(at('whole', 'metrics.jsonl'));
    expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(metrics.at(-1)?.['trainLossNats']).toBeLessThan(metrics[0]?.['trainLossNats'] ?? 0);
  });

  test('summarises what it did', () => {
    const summary = json(at('whole', 'summary.json'));
    expect(summary).toMatchObject({
      schemaVersion: 1,
      seed: 1,
      backend: 'cpu',
      precision: 'f32',
      steps: 20,
      isolated: true,
    });
    const measured = [
      'parameters',
      'tokensSeen',
      'trainLossNats',
      'valLossNats',
      'perplexity',
      'bitsPerByte',
      'medianStepMs',
    ];
    for (const key of measured) expect(summary[key], key).toBeGreaterThan(0);
    expect(Math.log(Number(summary['perplexity']))).toBeCloseTo(Number(summary['valLossNats']), 6);
    for (const key of [
      'config',
      'backendReason',
      'adapter',
      'versions',
      'hostMsPerStep',
      'dispatchesPerStep',
      'submitsPerStep',
      'peakGpuBytes',
      'tokensPerSecond',
      'wallSeconds',
    ]) {
      expect(summary, key).toHaveProperty(key);
    }
  });

  test('leaves a model that others can read', () => {
    const { tensors } = readSafetensors(new Uint8Array(readFileSync(at('whole', 'model.safetensors'))));
    const values = Object.values(tensors).reduce((sum, { data }) => sum + data.length, 0);
    expect(values).toBe(json(at('whole', 'summary.json'))['parameters']);
    expect(json(at('whole', 'config.json'))).toHaveProperty('architectures');
    expect(json(at('whole', 'tokenizer.json'))).toHaveProperty('model');
    expect(readFileSync(at('whole', 'samples.txt'), 'utf8')).toMatch(/^=== step 20 ===$/m);
  });

  test('can be evaluated again to the same figure', async () => {
    const again = await lab('evaluate', at('whole'), '--out', at('evaluated'), ...onCpu);
    expect(again.code).toBe(0);
    const figure = (name: string): number => Number(json(at(name, 'summary.json'))['valLossNats']);
    expect(figure('evaluated')).toBe(figure('whole'));
  });

  test('can be compressed; the files give the losses that were told of them', async () => {
    const recipes = [{ passes: [{ method: 'gptq', bits: 3 }] }, { passes: [], rest: 'f32' }];
    const args = ['compress', at('whole'), '--recipe', JSON.stringify(recipes), '--out', at('compressed'), ...onCpu];
    const { code, complaint, output } = await lab(...args);
    expect([code, complaint]).toEqual([0, '']);
    expect(output).toMatch(/Recipe 2 of 2: validation loss/);
    const [small, untouched] = ['001', '002'].map((name) => json(at('compressed', name, 'summary.json')));
    const { valLossNats, parameters } = json(at('whole', 'summary.json'));
    expect(untouched).toMatchObject({ valLossNatsBefore: valLossNats, valLossNatsAfter: valLossNats });
    expect(small).toMatchObject({ schemaVersion: 1, steps: 20, parameters, valLossNatsBefore: valLossNats });
    expect(small?.['recipe']).toEqual(json(at('compressed', '001', 'recipe.json')));
    expect(small?.['recipe']).toMatchObject({
      passes: [{ method: 'gptq', bits: 3, granularity: 'group' }],
      rest: 'f16',
    });

    const { size } = statSync(at('compressed', '001', 'model.trimtab.safetensors'));
    expect(small?.['fileBytes']).toBe(size);
    expect(small?.['bitsPerWeight']).toBeCloseTo((8 * size) / Number(parameters), 9);
    expect(size).toBeLessThan(Number(untouched?.['fileBytes']) / 2);
    for (const name of ['experiment.json', 'tokenizer.json']) {
      expect(json(at('compressed', '001', name)), name).toEqual(json(at('whole', name)));
    }

    const again = await lab('evaluate', at('compressed', '001'), '--out', at('evaluated-again'), ...onCpu);
    expect(again.code).toBe(0);
    const evaluated = json(at('evaluated-again', 'summary.json'));
    expect(evaluated).toMatchObject({ valLossNats: small?.['valLossNatsAfter'], fileBytes: size });
    expect(evaluated['valLossNats']).not.toBe(valLossNats);
    expect(evaluated).not.toHaveProperty('steps');
  });

  test('interrupted and resumed equals uninterrupted, bit for bit', async () => {
    // The schedule is stretched over the planned steps, so both halves plan for all of them.
    const half = lab(
      'run',
      ...experiment,
      '--set',
      'schedule=constant',
      '--steps',
      '10',
      '--out',
      at('half'),
      ...onCpu,
    );
    const straight = lab(
      'run',
      ...experiment,
      '--set',
      'schedule=constant',
      '--steps',
      '20',
      '--out',
      at('straight'),
      ...onCpu,
    );
    expect([(await half).code, (await straight).code]).toEqual([0, 0]);
    const resumed = await lab('run', '--resume', at('half'), '--steps', '20', '--out', at('resumed'), ...onCpu);
    expect(resumed.code).toBe(0);
    expect(lines(at('resumed', 'metrics.jsonl'))).toHaveLength(20);
    const model = (name: string): Buffer => readFileSync(at(name, 'model.safetensors'));
    expect(model('resumed').equals(model('straight'))).toBe(true);
  });
});

test('Ctrl+C ends a run in order: what it learned is kept, and it can go on', async () => {
  const args = ['run', ...experiment, '--steps', '1000000', '--out', at('stopped'), ...onCpu];
  const { code, output } = await labUntil(/\d+\/1000000/, ...args);
  expect(code).toBe(130);
  expect(output).toMatch(/--resume goes on from here/);
  const { steps } = json(at('stopped', 'summary.json'));
  expect(steps).toBe(lines(at('stopped', 'metrics.jsonl')).length);
  expect(existsSync(at('stopped', 'checkpoint.safetensors'))).toBe(true);
});

describe('bad input ends with exit code 2 and one line, before anything is started', () => {
  test.each([
    ['an unknown preset', ['run', 'gpt-mobydick'], /gpt-moby-dick/],
    ['a value out of range', ['run', 'copy-task', '--steps', '-5'], /steps/i],
    ['an unknown option', ['run', 'copy-task', '--epochs', '5'], /--epochs/],
    ['a folder without a checkpoint', ['evaluate', at('nothing')], /checkpoint/],
    [
      'a recipe out of range',
      ['compress', at('nothing'), '--recipe', '{"passes":[{"method":"rtn","bits":9}]}'],
      /^passes\.0\.bits: .*Nearest: 8\.$/,
    ],
    [
      'a recipe that is not there',
      ['compress', at('nothing'), '--recipe', at('recipe.json')],
      /^The recipe .* does not exist\.$/,
    ],
    ['nothing to compress', ['compress', at('nothing'), '--recipe', '{}'], /checkpoint/],
  ])('%s', async (_name, args, message) => {
    const { code, complaint } = await lab(...args, '--out', at('refused'));
    expect(code).toBe(2);
    expect(complaint.trimEnd()).toMatch(message);
    expect(complaint.trimEnd()).not.toContain('\n');
    expect(existsSync(at('refused'))).toBe(false);
  });
});

test('presets and methods are there for machines too', async () => {
  const [presets, methods] = await Promise.all([lab('presets', '--json'), lab('methods', '--json')]);
  expect(JSON.parse(presets.output)).toContainEqual(expect.objectContaining({ id: 'gpt-moby-dick' }));
  expect(JSON.parse(methods.output)).toContainEqual(expect.objectContaining({ path: 'optimizer.method', id: 'adamw' }));
  expect(JSON.parse(methods.output)).toContainEqual(
    expect.objectContaining({ path: 'recipe.passes.method', id: 'gptq', settings: expect.arrayContaining(['bits']) }),
  );
});
