/** Schedules against torch.optim.lr_scheduler, step by step, and what holds of those that torch does not have. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lookup } from '../../../src/domain/config/lookup.ts';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import type { ScheduleDefinition } from '../../../src/domain/schedules/contract.ts';
import { schedules } from '../../../src/domain/schedules/index.ts';

interface Golden {
  readonly steps: number;
  readonly cases: readonly {
    readonly method: string;
    readonly settings: Readonly<Record<string, number | string>>;
    readonly factors: readonly number[];
  }[];
}

const golden = JSON.parse(readFileSync(new URL('../../goldens/schedules.json', import.meta.url), 'utf8')) as Golden;

const find = (id: string): ScheduleDefinition => {
  const found = lookup<ScheduleDefinition>(schedules, id);
  if (found === undefined) throw new Error(`no schedule ${id}`);
  return found;
};

describe('sixty steps of torch', () => {
  it.each(golden.cases.map((one) => [`${one.method} ${JSON.stringify(one.settings)}`, one] as const))(
    '%s',
    (_name, { method, settings, factors }) => {
      const schedule = find(method);
      expect(Object.keys(settings).toSorted()).toEqual(Object.keys(schedule.params).toSorted());
      for (const [step, factor] of factors.entries()) {
        expect(schedule.factor(settings, step, golden.steps), `step ${step}`).toBeCloseTo(factor, 10);
      }
    },
  );

  it('covers every schedule that torch has', () => {
    const without = ['constant', 'warmup-stable-decay'];
    expect(new Set([...golden.cases.map(({ method }) => method), ...without])).toEqual(new Set(Object.keys(schedules)));
  });
});

describe('warm-up, stable, decay', () => {
  const schedule = schedules['warmup-stable-decay'];
  const settings = { ...defaultsOf(schedule.params), warmupSteps: 10, decayShare: 0.2, finalFraction: 0.1 };

  it('is a trapezoid: straight up, level, and straight down to the final fraction', () => {
    expect(schedule.factor(settings, 4, 100)).toBeCloseTo(5 / 11, 12);
    for (const step of [10, 50, 80]) expect(schedule.factor(settings, step, 100)).toBe(1);
    expect(schedule.factor(settings, 90, 100)).toBeCloseTo(0.55, 12);
    expect(schedule.factor(settings, 100, 100)).toBe(0.1);
  });

  it('falls by 1 − √x or along a cosine on demand', () => {
    expect(schedule.factor({ ...settings, decayShape: 'root' }, 85, 100)).toBeCloseTo(0.1 + 0.9 * 0.5, 12);
    expect(schedule.factor({ ...settings, decayShape: 'cosine' }, 85, 100)).toBeCloseTo(
      0.1 + 0.9 * Math.cos(Math.PI / 8) ** 2,
      12,
    );
  });

  it('does not fall without a share for it', () => {
    for (const step of [50, 99, 100, 200]) expect(schedule.factor({ ...settings, decayShare: 0 }, step, 100)).toBe(1);
  });
});

it('behind a warm-up every shape starts as without one', () => {
  for (const id of ['step', 'exponential', 'cosine-restarts'] as const) {
    const schedule = find(id);
    const settings = { ...defaultsOf(schedule.params), warmupSteps: 0 };
    for (let step = 0; step < 200; step++) {
      expect(schedule.factor({ ...settings, warmupSteps: 30 }, step + 30, 1000)).toBe(
        schedule.factor(settings, step, 1000),
      );
    }
  }
});
