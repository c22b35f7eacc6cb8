/** A race as a person types it: curves, the order with its intervals, exit codes, and members that learn what they learn alone. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, lab, labUntil } from './labCommand.ts';

const folder = mkdtempSync(join(tmpdir(), 'trimtab-race-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...path: string[]): string => join(folder, ...path);

interface Member {
  readonly id: string;
  readonly valLossNats: number;
  readonly interval: readonly [number, number];
  readonly curves: readonly { readonly seed: number; readonly steps: number[]; readonly valLossNats: number[] }[];
}

interface Summary {
  readonly members: readonly Member[];
  readonly order: readonly string[];
}

const summaryOf = (name: string): Summary => JSON.parse(readFileSync(at(name, 'summary.json'), 'utf8')) as Summary;

const moving = { id: 'moving', change: { optimizer: { method: 'adamw', learningRate: 1e-2 } } };
const race = {
  common: {
    data: { corpus: 'first-names', tokenizer: 'character' },
    model: { architecture: 'transformer', layers: 1, heads: 2, width: 32, context: 16 },
    training: { steps: 12, batchSize: 8, evalEvery: 6 },
  },
  lanes: [{ id: 'still', change: { optimizer: { method: 'sgd', learningRate: 1e-6 } } }, moving],
  expected: [{ better: 'moving', worse: 'still', byNats: 0.1 }],
};
const onCpu = ['--backend', 'cpu'];

let ended: Ended;
beforeAll(async () => {
  writeFileSync(at('race.json'), JSON.stringify(race));
  ended = await lab('race', at('race.json'), '--repeat', '2', '--out', at('twice'), ...onCpu);
});

test('ends well and says who was ahead', () => {
  expect([ended.code, ended.complaint]).toEqual([0, '']);
  expect(ended.output).toMatch(/1\. moving +\d\.\d+ nats {2}\(95 %: /);
  expect(ended.output).toMatch(/Expected moving before still by 0\.1 nats: held/);
});

test('leaves curves, means with intervals and the order', () => {
  const { members, order, ...rest } = summaryOf('twice');
  expect(rest).toMatchObject({
    schemaVersion: 1,
    race: 'race',
    clock: 'steps',
    seeds: [1, 2],
    backend: 'cpu',
    whole: true,
  });
  expect(order).toEqual(['moving', 'still']);
  for (const { curves, valLossNats, interval } of members) {
    expect(curves.map(({ seed, steps }) => [seed, steps])).toEqual([
      [1, [6, 12]],
      [2, [6, 12]],
    ]);
    const finals = curves.map((curve) => curve.valLossNats.at(-1) ?? NaN);
    expect(valLossNats).toBeCloseTo(finals.reduce((sum, loss) => sum + loss, 0) / 2, 12);
    expect(interval[0]).toBeLessThan(Math.min(...finals));
    expect(interval[1]).toBeGreaterThan(Math.max(...finals));
  }
  const lines = readFileSync(at('twice', 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(2 * 2 * 12);
});

test('a member learns what it learns alone', async () => {
  writeFileSync(at('alone.json'), JSON.stringify({ ...race.common, ...moving.change }));
  const alone = await lab('run', at('alone.json'), '--seed', '2', '--out', at('alone'), ...onCpu);
  expect([alone.code, alone.complaint]).toEqual([0, '']);
  const { valLossNats } = JSON.parse(readFileSync(at('alone', 'summary.json'), 'utf8')) as { valLossNats: number };
  const raced = summaryOf('twice')
    .members.find(({ id }) => id === 'moving')
    ?.curves[1]?.valLossNats.at(-1);
  // Metrics travel in single precision.
  expect(raced).toBe(Math.fround(valLossNats));
});

test('Ctrl+C ends it in order, with what was measured', async () => {
  const args = ['race', at('race.json'), '--steps', '1000000', '--out', at('stopped'), ...onCpu];
  const { code, output } = await labUntil(/moving \d\.\d/, ...args);
  expect(code).toBe(130);
  expect(output).toMatch(/Stopped early/);
  expect(summaryOf('stopped')).toMatchObject({ whole: false, order: ['moving', 'still'] });
});

test.each([
  ['an unknown race', ['race', 'optimisers'], /prepared ones are optimizers/],
  ['a file that is not there', ['race', at('nothing.json')], /does not exist/],
  ['no race at all', ['race'], /Say what to race/],
  ['no number of races', ['race', 'copying', '--repeat', '0'], /--repeat.*1 to 20/],
  ['a value out of range', ['race', 'copying', '--steps', '-5'], /Lane transformer: training\.steps/],
])('%s ends with exit code 2 and one line, before anything is started', async (_name, args, message) => {
  const { code, complaint } = await lab(...args, '--out', at('refused'));
  expect(code).toBe(2);
  expect(complaint.trimEnd()).toMatch(message);
  expect(complaint.trimEnd()).not.toContain('\n');
  expect(existsSync(at('refused'))).toBe(false);
});
