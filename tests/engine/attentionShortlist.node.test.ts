/** Which attention runs on software adapters, where a table takes the place of trials. */
import { expect, test } from 'vitest';
import { attentionShortlist, type DeviceKind } from '../../src/engine/gpu/tuning/shortlist.ts';

const software: DeviceKind = { name: 'made up', software: true, subgroups: true, lanes: 8, half: false };
const shape = { batch: 2, time: 64, heads: 4, headWidth: 32 };
const chosen = (changed: Partial<typeof shape>, device: DeviceKind): readonly string[] =>
  attentionShortlist({ ...shape, ...changed }, device).map(({ id }) => id);

test('subgroups of one size read together', () => {
  expect(chosen({}, software)).toEqual(['lanes8']);
  expect(chosen({}, { ...software, lanes: 4 })).toEqual(['lanes4']);
});

test.each([
  ['of another size', {}, { ...software, lanes: 16 }],
  ['of no one size', {}, { ...software, lanes: null }],
  ['with fewer rows than invocations could own', { time: 31 }, software],
  ['with heads too wide to be unrolled', { headWidth: 33 }, software],
] as const)('subgroups %s do not', (_, changed, device) => {
  expect(chosen(changed, device)).toEqual(['four-rows']);
});

test('hardware compares what runs everywhere, and wide heads have one way', () => {
  expect(chosen({}, { ...software, software: false })).toEqual(['shared-rows', 'four-rows']);
  expect(chosen({ headWidth: 241 }, { ...software, software: false })).toEqual(['four-rows']);
});
