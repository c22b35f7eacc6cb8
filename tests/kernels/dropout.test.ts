/** Dropout masks on the device are those of the TypeScript generator, element for element. */
import { expect, test } from 'vitest';
import { constants, type Kernel } from '../../shaders/common/kernel.ts';
import random from '../../shaders/common/random.wgsl?raw';
import { dropoutCases } from '../../shaders/dropout/cases.ts';
import { dropout, dropoutControl, dropoutStream } from '../../shaders/dropout/kernel.ts';
import { dropoutReference } from '../../shaders/dropout/reference.ts';
import { random32, uniform } from '../../src/domain/core/random.ts';
import { dispatch, run } from './harness.ts';
import { normal } from './numbers.ts';

test('the WGSL generator gives the same 32 bits as its TypeScript twin', async () => {
  const numbers = 64;
  const keys = [0, 1, 0x7fffffff, 0xffffffff, 0x3000];
  const raw: Kernel<null> = {
    id: 'random-bits',
    bindings: [{ name: 'bits', access: 'read_write', type: 'u32', length: () => keys.length * keys.length * numbers }],
    code: () => `${constants({ N: numbers, KEYS: keys.length })}${random}
      const keys = array<u32, KEYS>(${keys.map((key) => `${key}u`).join(', ')});
      @group(0) @binding(0) var<storage, read_write> bits: array<u32>;
      @compute @workgroup_size(N) fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
        var table = keys;
        let counter = local * 0x4000001u;
        bits[(group.y * KEYS + group.x) * N + local] = random32(table[group.x], table[group.y], counter);
      }`,
    grid: () => [keys.length, keys.length, 1],
  };
  const { bits } = await run([dispatch(raw, null)], {});
  const expected = keys.flatMap((stream) =>
    keys.flatMap((seed) =>
      Array.from({ length: numbers }, (_, i) => random32(seed, stream, Math.imul(i, 0x4000001) >>> 0)),
    ),
  );
  expect([...(bits ?? [])]).toEqual(expected);
});

test.each(dropoutCases)('length $length, rate $rate', async ({ length, rate, seed, stream }) => {
  const input = normal(length, 5);
  const { output } = await run([dispatch(dropout, { length })], { input, control: dropoutControl(seed, stream, rate) });
  const expected = dropoutReference(input, seed, stream, rate);
  const survivors = (values: ArrayLike<number>): boolean[] => Array.from(values, (value) => value !== 0);
  expect(survivors(output ?? [])).toEqual(survivors(expected));
  const scale = Math.fround(rate < 1 ? 1 / (1 - rate) : 0);
  const wrong = output?.findIndex((value, i) => value !== 0 && value !== Math.fround((input[i] ?? NaN) * scale));
  expect(wrong).toBe(-1);
});

test('a rate just above the random number drops the element, one equal to it keeps it', async () => {
  const [seed, stream, length] = [3, 4, 1];
  const input = Float32Array.of(1);
  const drawn = uniform(seed, stream, 0);
  for (const [rate, kept] of [
    [drawn + 0.5 / 0x1000000, false],
    [drawn, true],
  ] as const) {
    const { output } = await run([dispatch(dropout, { length })], {
      input,
      control: dropoutControl(seed, stream, rate),
    });
    expect(output?.[0] !== 0).toBe(kept);
  }
});

test('the share of what is kept is what was asked for, within four standard deviations', () => {
  const [length, rate] = [70001, 0.3];
  const kept = dropoutReference(new Float32Array(length).fill(1), 5, 6, rate).filter((value) => value !== 0).length;
  expect(Math.abs(kept / length - (1 - rate))).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / length));
});

test('steps and places have streams of their own', () => {
  const seen = new Set<number>();
  for (let step = 0; step < 200; step++) for (let site = 0; site < 40; site++) seen.add(dropoutStream(step, site));
  expect(seen.size).toBe(200 * 40);
});
