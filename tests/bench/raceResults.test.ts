/**
 * How the prepared races end, asserted on recorded figures (benchmarks/results/races-*.json; made by
 * `node benchmarks/races.mjs RACE`): what a preset expects is what was measured of exactly its settings.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { laneConfig } from '../../src/domain/races/contract.ts';
import { checkExpectations } from '../../src/domain/races/expectations.ts';
import { racePresets } from '../../src/domain/races/index.ts';
import { root } from '../architecture/sources.ts';

interface Member {
  readonly id: string;
  readonly config: ExperimentConfig;
  readonly valLossNats: number;
  readonly totalSteps: number;
  readonly curves: readonly {
    readonly steps: readonly number[];
    readonly valLossNats: readonly number[];
    readonly accuracy: readonly (number | null)[];
  }[];
}

interface Record {
  readonly race: string;
  readonly whole: boolean;
  readonly backend: string;
  readonly order: readonly string[];
  readonly members: readonly Member[];
}

const fileOf = (id: string): string => join(root, 'benchmarks', 'results', `races-${id}.json`);
const recordOf = (id: string): Record => JSON.parse(readFileSync(fileOf(id), 'utf8')) as Record;
const recorded = racePresets.filter(({ id }) => existsSync(fileOf(id)));

describe.each(recorded.map((preset) => [preset.id, preset] as const))('race %s', (id, preset) => {
  const { race, whole, backend, order, members } = recordOf(id);

  test('is of exactly the settings of the preset, and whole', () => {
    expect({ race, whole, backend }).toEqual({ race: id, whole: true, backend: 'wasm' });
    const raced = Object.fromEntries(members.map((member) => [member.id, member.config]));
    expect(raced).toEqual(
      Object.fromEntries(preset.lanes.map((lane) => [lane.id, laneConfig(preset.common, lane.change)])),
    );
    for (const { curves, totalSteps } of members) expect(curves[0]?.steps.at(-1)).toBe(totalSteps);
  });

  test('ended as the preset expects', () => {
    for (const checked of checkExpectations(preset.expected, members)) {
      expect(checked, `${checked.better} before ${checked.worse}`).toMatchObject({ held: true });
    }
    const losses = order.map((lane) => members.find((member) => member.id === lane)?.valLossNats ?? Number.NaN);
    expect(losses).toEqual(losses.toSorted((a, b) => a - b));
  });

  test('the preset says the figures that were measured, in both languages', () => {
    for (const { valLossNats } of members) {
      for (const text of [preset.source.en, preset.source.zh]) expect(text).toContain(valLossNats.toFixed(2));
    }
  });
});

test('Muon is far ahead of AdamW, AdamW of RMSprop, and RMSprop of SGD', () => {
  const { order, members } = recordOf('optimizers');
  expect(order).toEqual(['muon', 'adamw', 'rmsprop', 'sgd']);
  const loss = (id: string): number => members.find((member) => member.id === id)?.valLossNats ?? Number.NaN;
  expect(loss('adamw') - loss('muon')).toBeGreaterThan(0.1);
});

test('copying is solved by the Transformer and not begun by the others', () => {
  const { members } = recordOf('copying');
  const answers = Object.fromEntries(members.map(({ id, curves }) => [id, curves[0]?.accuracy.at(-1) ?? Number.NaN]));
  expect(answers['transformer']).toBeGreaterThan(0.99);
  expect(Math.max(answers['gru'] ?? 1, answers['lstm'] ?? 1)).toBeLessThan(0.2);
});
