/** Failures are legal experiments whose cure changes something, and their signs are read from known numbers. */
import { describe, expect, it, test } from 'vitest';
import { diffConfigs } from '../../../src/domain/config/diff.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { leakOf } from '../../../src/domain/data/leak.ts';
import { brokenCase, curedCase } from '../../../src/domain/races/failures/contract.ts';
import { failures } from '../../../src/domain/races/failures/index.ts';
import { signValue, type Evidence } from '../../../src/domain/races/failures/signs.ts';

describe.each(failures.map((failure) => [failure.id, failure] as const))('failure %s', (_id, failure) => {
  it('is legal exactly as written, and the cure changes it', () => {
    expect(validate(failure.experiment).problems).toEqual([]);
    expect(validate({ ...failure.experiment, ...failure.cure.change }).problems).toEqual([]);
    const [broken, cured] = [brokenCase(failure), curedCase(failure)];
    expect(diffConfigs(broken.config, cured.config).length + Number(broken.ownText !== cured.ownText)).toBeGreaterThan(
      0,
    );
  });
});

const nothing: Evidence = { gradNorms: [], norms: [], deadShare: null, leakShare: null };
const { config } = brokenCase(failures[0] ?? expect.fail());

test('a spike is the largest gradient by the median one', () => {
  expect(signValue('spike', config, { ...nothing, gradNorms: [1, 2, 40, 2, 3] })).toBe(20);
  expect(signValue('spike', config, nothing)).toBeNull();
});

test('an update is measured by the size of all matrices together, and of no vector', () => {
  const { definition, settings } = resolve(config).model;
  const tensors = definition.tensors(settings, 1);
  const norms = tensors.flatMap(({ shape }) => (shape.length === 2 ? [1, 4, 2] : [1, 1, 1000]));
  expect(signValue('update', config, { ...nothing, norms: [norms] })).toBeCloseTo(0.5, 12);
});

test('a leak is found word for word, at any place, and only if all of a window is there', () => {
  const numbers = (length: number, start: number): Int32Array =>
    Int32Array.from({ length }, (_, i) => (start + i * i * 7) % 5003);
  const train = numbers(2000, 0);
  const fresh = numbers(400, 1);
  expect(leakOf(train, fresh, 20)).toEqual({ share: 0, windows: 20 });
  const leaked = Int32Array.from([...train.subarray(333, 433), ...fresh.subarray(0, 100)]);
  expect(leakOf(train, leaked, 20)).toEqual({ share: 0.5, windows: 10 });
  leaked[5] = 9999;
  expect(leakOf(train, leaked, 20).share).toBeCloseTo(0.4, 12);
  expect(leakOf(train, new Int32Array(5), 20)).toEqual({ share: 0, windows: 0 });
});
