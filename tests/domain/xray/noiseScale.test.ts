/** The noise scale of gradients whose noise is known: g = G + N(0, σ²) per example and weight, so that B = n σ² / |G|². */
import { expect, test } from 'vitest';
import { randomStream } from '../../../src/domain/core/random.ts';
import { batchVerdict, noiseSampler, noiseScale, type NoiseSample } from '../../../src/domain/xray/noiseScale.ts';

const [weights, deviation, repeats, parts, small] = [200, 0.7, 40, 8, 3];

function samples(size: number): NoiseSample[] {
  const random = randomStream(5, 1);
  return Array.from({ length: repeats }, () => {
    const sampler = noiseSampler();
    for (let part = 0; part < parts; part++) {
      // The mean of `small` examples of a quadratic loss ½|θ − x|² at a distance of `size` for each weight.
      const gradient = Float32Array.from(
        { length: weights },
        () => size + (deviation * random.gaussian()) / Math.sqrt(small),
      );
      sampler.add([gradient.subarray(0, 50), gradient.subarray(50)]);
    }
    return sampler.sample();
  });
}

test('signal, noise and scale of a quadratic with known noise', () => {
  const size = 0.2;
  const result = noiseScale(samples(size), { small, large: small * parts });
  const [signal, noise] = [weights * size ** 2, weights * deviation ** 2];
  expect(Math.abs(result.signal / signal - 1)).toBeLessThan(0.05);
  expect(Math.abs(result.noise / noise - 1)).toBeLessThan(0.05);
  expect(Math.abs(result.scale - noise / signal)).toBeLessThan(4 * result.error);
  expect(result.error / result.scale).toBeLessThan(0.05);
  expect(result.error).toBeGreaterThan(0);
});

test('the error bar covers the truth about as often as a standard error does', () => {
  const truth = deviation ** 2 / 0.2 ** 2;
  const all = samples(0.2);
  const within = Array.from({ length: 10 }, (_, i) =>
    noiseScale(all.slice(4 * i, 4 * i + 4), { small, large: 24 }),
  ).filter(({ scale, error }) => Math.abs(scale - truth) < 2 * error).length;
  expect(within).toBeGreaterThanOrEqual(6);
});

test('a gradient that is nothing but noise has no scale, or one far beyond any batch', () => {
  const { scale } = noiseScale(samples(0), { small, large: small * parts });
  expect(scale).toBeGreaterThan(1000);
});

test('without noise every batch is large', () => {
  const sampler = noiseSampler();
  sampler.add([Float32Array.of(3, 4)]);
  sampler.add([Float32Array.of(3, 4)]);
  expect(sampler.sample()).toEqual({ small: 25, large: 25 });
  const result = noiseScale([sampler.sample()], { small: 1, large: 2 });
  expect(result).toMatchObject({ scale: 0, signal: 25, noise: 0, error: Number.NaN });
  expect(batchVerdict(result, 1)).toBe('large');
});

test.each([
  [Infinity, 'lost'],
  [100, 'small'],
  [20, 'near'],
  [4, 'large'],
])('a batch of 12 beside a scale of %f is %s', (scale, verdict) => {
  expect(batchVerdict({ scale, error: 0, signal: 1, noise: 1 }, 12)).toBe(verdict);
});
