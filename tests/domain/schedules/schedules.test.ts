/** Schedules against nanoGPT and torch, and what every schedule of the future must satisfy. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumberSpec, ParamSpecs, Settings } from '../../../src/domain/core/params.ts';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import type { ScheduleDefinition } from '../../../src/domain/schedules/contract.ts';
import { schedules } from '../../../src/domain/schedules/index.ts';

const { constant, cosine } = schedules;

describe('cosine', () => {
  it('without warm-up and floor is torch.optim.lr_scheduler.CosineAnnealingLR(T_max=10)', () => {
    const torch = [1, 0.975528, 0.904508, 0.793893, 0.654508, 0.5, 0.345492, 0.206107, 0.095492, 0.024472];
    for (const [step, factor] of torch.entries()) {
      expect(cosine.factor({ warmupSteps: 0, finalFraction: 0 }, step, 10)).toBeCloseTo(factor, 6);
    }
  });

  it('is nanoGPT’s get_lr, in rates of its own', () => {
    const getRate = (step: number, rate: number, smallest: number, warmup: number, decaySteps: number): number => {
      if (step < warmup) return (rate * (step + 1)) / (warmup + 1);
      if (step > decaySteps) return smallest;
      const ratio = (step - warmup) / (decaySteps - warmup);
      return smallest + 0.5 * (1 + Math.cos(Math.PI * ratio)) * (rate - smallest);
    };
    const natural = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(
        natural(5000),
        natural(500),
        natural(3000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (step, warmupSteps, more, finalFraction) => {
          const total = warmupSteps + more + 1;
          const expected = getRate(step, 1e-3, 1e-3 * finalFraction, warmupSteps, total);
          expect(1e-3 * cosine.factor({ warmupSteps, finalFraction }, step, total)).toBeCloseTo(expected, 12);
        },
      ),
    );
  });

  it('reaches the highest rate right after warm-up and the final fraction at the end, never rising between', () => {
    const settings = { warmupSteps: 20, finalFraction: 0.1 };
    expect(cosine.factor(settings, 0, 200)).toBeCloseTo(1 / 21, 12);
    expect(cosine.factor(settings, 19, 200)).toBeCloseTo(20 / 21, 12);
    expect(cosine.factor(settings, 20, 200)).toBe(1);
    for (let step = 20; step < 250; step++) {
      expect(cosine.factor(settings, step + 1, 200)).toBeLessThanOrEqual(cosine.factor(settings, step, 200));
    }
    expect(cosine.factor(settings, 200, 200)).toBe(0.1);
  });
});

describe('constant', () => {
  it('warms up like the cosine and then stays', () => {
    for (let step = 0; step < 30; step++) {
      const warm = cosine.factor({ warmupSteps: 30, finalFraction: 0 }, step, 1000);
      expect(constant.factor({ warmupSteps: 30 }, step, 1000)).toBe(warm);
    }
    expect(constant.factor({ warmupSteps: 30 }, 30, 1000)).toBe(1);
    expect(constant.factor({ warmupSteps: 0 }, 0, 1)).toBe(1);
  });
});

const all: readonly ScheduleDefinition[] = Object.values(schedules);

/** Every combination of the smallest, default and largest value of each parameter. */
function corners(params: ParamSpecs): readonly Settings<ParamSpecs>[] {
  const numbers = Object.entries(params).filter((entry): entry is [string, NumberSpec] => entry[1].kind === 'number');
  return numbers.reduce<readonly Settings<ParamSpecs>[]>(
    (rest, [key, { min, max, default: usual }]) =>
      rest.flatMap((settings) => [min, usual, max].map((value) => ({ ...settings, [key]: value }))),
    [defaultsOf(params)],
  );
}

describe.each(all.map((schedule) => [schedule.id, schedule] as const))('schedule %s', (_id, schedule) => {
  it('is finite and not negative everywhere, beyond the end and within an overlong warm-up too', () => {
    for (const settings of corners(schedule.params)) {
      for (const total of [1, 2, 100, 1e6]) {
        for (const step of [0, 1, Math.floor(total / 2), total - 1, total, total + 1, 10 * total]) {
          const factor = schedule.factor(settings, step, total);
          expect(Number.isFinite(factor) && factor >= 0, `${JSON.stringify(settings)} step ${step} of ${total}`).toBe(
            true,
          );
        }
      }
    }
  });

  it('is a pure function that never exceeds the chosen learning rate', () => {
    const settings = Object.freeze(defaultsOf(schedule.params));
    const once = Array.from({ length: 300 }, (_, step) => schedule.factor(settings, step, 250));
    const again = Array.from({ length: 300 }, (_, step) => schedule.factor(settings, 299 - step, 250)).toReversed();
    expect(again).toEqual(once);
    expect(Math.max(...once)).toBeLessThanOrEqual(1);
  });

  it('takes effect live', () => {
    for (const spec of Object.values(schedule.params)) expect(spec.applies).toBe('live');
  });
});
