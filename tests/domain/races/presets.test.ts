/** Prepared races: legal as written, fair where they claim it, and sure to notice an order that is not the expected one. */
import { describe, expect, it } from 'vitest';
import { diffConfigs } from '../../../src/domain/config/diff.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { parameterCount } from '../../../src/domain/models/contract.ts';
import { fairnessOf } from '../../../src/domain/races/comparable.ts';
import { laneConfig } from '../../../src/domain/races/contract.ts';
import { checkExpectations } from '../../../src/domain/races/expectations.ts';
import { findRacePreset, racePresets } from '../../../src/domain/races/index.ts';
import { mostMembers } from '../../../src/domain/races/rules.ts';

describe.each(racePresets.map((preset) => [preset.id, preset] as const))('race %s', (_id, preset) => {
  const configs = preset.lanes.map(({ change }) => laneConfig(preset.common, change));

  it('is legal exactly as written', () => {
    for (const { change } of preset.lanes) expect(validate({ ...preset.common, ...change }).problems).toEqual([]);
    expect(configs.length).toBeGreaterThanOrEqual(2);
    expect(configs.length).toBeLessThanOrEqual(mostMembers);
  });

  it('has lanes that differ, on the same data', () => {
    const pairs = configs.flatMap((a, i) => configs.slice(i + 1).map((b) => diffConfigs(a, b)));
    for (const differences of pairs) expect(differences).not.toEqual([]);
    expect(fairnessOf(configs)).toMatchObject({ sameData: true, sameBatches: true });
  });

  it('expects only of its own lanes, and not in a circle', () => {
    const ids = preset.lanes.map(({ id }) => id);
    for (const { better, worse } of preset.expected) expect(ids).toEqual(expect.arrayContaining([better, worse]));
    const ranks = Object.fromEntries(ids.map((id, rank) => [id, rank]));
    const results = ids.map((id) => ({ id, valLossNats: ranks[id] ?? 0 }));
    const ways = checkExpectations(preset.expected, results).map(({ held }) => held);
    const reversed = results.map(({ id, valLossNats }) => ({ id, valLossNats: -valLossNats }));
    expect(checkExpectations(preset.expected, reversed).map(({ held }) => held)).toEqual(ways.map((held) => !held));
  });

  it('trains in minutes on a laptop', () => {
    for (const { model, config } of configs.map((each) => ({ ...resolve(each), config: each }))) {
      expect(parameterCount(model.definition.tensors(model.settings, 100))).toBeLessThan(1e6);
      const time = model.definition.context(model.settings);
      const flops = model.definition.trainingFlops(model.settings, 100, config.training.batchSize, time);
      expect(flops * config.training.steps).toBeLessThan(1e13);
    }
  });
});

it('optimizers start from the same weights, architectures do not', () => {
  const configs = (id: string) => {
    const preset = findRacePreset(id);
    return (preset?.lanes ?? []).map(({ change }) => laneConfig(preset?.common ?? {}, change));
  };
  expect(fairnessOf(configs('optimizers')).sameStart).toBe(true);
  expect(fairnessOf(configs('copying')).sameStart).toBe(false);
});

it('who dropped out has lost, and a lead that is too small is none', () => {
  const expected = [{ better: 'a', worse: 'b', byNats: 0.1 }];
  const held = (a: number, b: number): boolean | undefined =>
    checkExpectations(expected, [
      { id: 'a', valLossNats: a },
      { id: 'b', valLossNats: b },
    ])[0]?.held;
  expect(held(1, 1.2)).toBe(true);
  expect(held(1, 1.05)).toBe(false);
  expect(held(1, NaN)).toBe(true);
  expect(held(NaN, 1)).toBe(false);
  expect(held(NaN, NaN)).toBe(false);
});
