/**
 * How the prepared races end, asserted on recorded figures: of our own engine (benchmarks/results/races-*.json; made by
 * `node benchmarks/races.mjs RACE`) and of PyTorch with the same settings, weights and batches
 * (pytorch-races-*.json; made by benchmarks/parity/pytorch_races.py). What a preset says is what was measured.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { laneConfig } from '../../src/domain/races/contract.ts';
import { checkExpectations } from '../../src/domain/races/expectations.ts';
import { racePresets } from '../../src/domain/races/index.ts';
import { root } from '../architecture/sources.ts';

interface Member {
  readonly id: string;
  readonly config: ExperimentConfig;
  readonly valLossNats: number;
}

interface RaceRecord {
  readonly race: string;
  readonly members: readonly Member[];
}

interface OwnRecord extends RaceRecord {
  readonly whole: boolean;
  readonly backend: string;
  readonly members: readonly (Member & {
    readonly totalSteps: number;
    readonly curves: readonly { readonly steps: readonly number[]; readonly accuracy: readonly (number | null)[] }[];
  })[];
}

const fileOf = (source: string, id: string): string => join(root, 'benchmarks', 'results', `${source}-${id}.json`);
const read = (source: string, id: string): RaceRecord =>
  JSON.parse(readFileSync(fileOf(source, id), 'utf8')) as RaceRecord;
const readOwn = (id: string): OwnRecord => read('races', id) as OwnRecord;
const recorded = (source: string): readonly string[] =>
  racePresets.map(({ id }) => id).filter((id) => existsSync(fileOf(source, id)));
const own = recorded('races');
const all = [
  ...own.map((id) => ['races', id]),
  ...recorded('pytorch-races').map((id) => ['pytorch-races', id]),
] as const;

const lossOf = ({ members }: RaceRecord, id: string): number =>
  members.find((member) => member.id === id)?.valLossNats ?? Number.NaN;

test.each(racePresets.map((preset) => [preset.id, preset] as const))(
  '%s is recorded, and the preset says the figures in both languages',
  (id, { source }) => {
    for (const { valLossNats } of read('races', id).members) {
      for (const text of [source.en, source.zh]) expect(text).toContain(valLossNats.toFixed(2));
    }
  },
);

describe.each(all)('%s-%s', (source, id) => {
  const record = read(source ?? '', id ?? '');
  const preset = racePresets.find((each) => each.id === id);

  test('is of exactly the settings of the preset', () => {
    expect(record.race).toBe(id);
    // Settings that came after it was made have their defaults, as in every file.
    for (const { config } of record.members) expect(validate(config).problems).toEqual([]);
    expect(Object.fromEntries(record.members.map((member) => [member.id, validate(member.config).config]))).toEqual(
      Object.fromEntries(preset?.lanes.map((lane) => [lane.id, laneConfig(preset.common, lane.change)]) ?? []),
    );
  });

  test('ended as the preset expects', () => {
    for (const checked of checkExpectations(preset?.expected ?? [], record.members)) {
      expect(checked, `${checked.better} before ${checked.worse}`).toMatchObject({ held: true });
    }
    expect(preset?.expected.length).toBeGreaterThan(0);
  });
});

test.each(own)('our own record of %s is of a whole race on WASM', (id) => {
  const { whole, backend, members } = readOwn(id);
  expect({ whole, backend }).toEqual({ whole: true, backend: 'wasm' });
  for (const { curves, totalSteps } of members) expect(curves[0]?.steps.at(-1)).toBe(totalSteps);
});

test('Muon is far ahead of AdamW, AdamW of RMSprop, and RMSprop of SGD', () => {
  const record = read('races', 'optimizers');
  const losses = ['muon', 'adamw', 'rmsprop', 'sgd'].map((id) => lossOf(record, id));
  expect(losses).toEqual(losses.toSorted((a, b) => a - b));
  expect(lossOf(record, 'adamw') - lossOf(record, 'muon')).toBeGreaterThan(0.1);
});

test('a rate of 4e-3 stalls above what pairs of characters tell (2.42) without warm-up, and not with it', () => {
  const record = read('races', 'warmup');
  expect(lossOf(record, 'none')).toBeGreaterThan(2.45);
  for (const id of ['constant', 'cosine', 'stable-decay']) expect(lossOf(record, id)).toBeLessThan(2.25);
});

test.each(recorded('pytorch-races'))('%s ends in PyTorch as it ends here', (id) => {
  const { members } = read('pytorch-races', id);
  for (const { id: lane, valLossNats } of members) {
    expect(Math.abs(lossOf(read('races', id), lane) - valLossNats), lane).toBeLessThan(0.02);
  }
});

test('copying is solved by the Transformer and not begun by the others', () => {
  const { members } = readOwn('copying');
  const answers = Object.fromEntries(members.map(({ id, curves }) => [id, curves[0]?.accuracy.at(-1) ?? Number.NaN]));
  expect(answers['transformer']).toBeGreaterThan(0.99);
  expect(Math.max(answers['gru'] ?? 1, answers['lstm'] ?? 1)).toBeLessThan(0.2);
});
