/** Schedules against torch.optim.lr_scheduler, step by step, and what holds of those that torch does not have. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lookup } from '../../../src/domain/config/lookup.ts';
import { defaultsOf, type Settings } from '../../../src/domain/core/params.ts';
import type { ScheduleDefinition, Watched } from '../../../src/domain/schedules/contract.ts';
import { schedules } from '../../../src/domain/schedules/index.ts';

interface Golden {
  readonly steps: number;
  readonly cases: readonly {
    readonly method: string;
    readonly settings: Readonly<Record<string, number | string>>;
    readonly factors: readonly number[];
  }[];
  readonly plateau: {
    readonly losses: readonly number[];
    readonly cases: readonly {
      readonly settings: Settings<typeof schedules.plateau.params>;
      /** After each loss. */
      readonly reductions: readonly number[];
    }[];
  };
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
    expect(golden.plateau.cases.length).toBeGreaterThan(0);
    expect(new Set([...golden.cases.map(({ method }) => method), 'plateau', ...without])).toEqual(
      new Set(Object.keys(schedules)),
    );
  });
});

describe('reduce on plateau', () => {
  const { plateau } = schedules;

  it.each(golden.plateau.cases.map((one) => [JSON.stringify(one.settings), one] as const))(
    'is torch’s ReduceLROnPlateau with %s',
    (_name, { settings, reductions }) => {
      let watched: Watched | null = null;
      for (const [at, loss] of golden.plateau.losses.entries()) {
        watched = plateau.watch?.(settings, watched, loss) ?? null;
        expect(watched?.reduction, `validation ${at}`).toBeCloseTo(reductions[at] ?? NaN, 10);
      }
      expect(new Set(reductions).size).toBeGreaterThan(2);
    },
  );

  it('goes on from what JSON kept of it, and takes a loss that is no number for no best one', () => {
    const settings = { ...defaultsOf(plateau.params), waitValidations: 1 };
    let [kept, through]: (Watched | null)[] = [null, null];
    for (const loss of [NaN, 3, 2, NaN, Infinity, 2, 1, 1, 1]) {
      through = plateau.watch?.(settings, through ?? null, loss) ?? null;
      kept = plateau.watch?.(settings, kept ?? null, loss) ?? null;
      kept = JSON.parse(JSON.stringify(kept)) as Watched;
      expect(kept).toEqual(through);
    }
    expect(through).toEqual({ reduction: 0.25, best: 1, waited: 0, cooling: 0 });
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
  for (const id of ['step', 'exponential', 'cosine-restarts', 'plateau'] as const) {
    const schedule = find(id);
    const settings = { ...defaultsOf(schedule.params), warmupSteps: 0 };
    for (let step = 0; step < 200; step++) {
      expect(schedule.factor({ ...settings, warmupSteps: 30 }, step + 30, 1000)).toBe(
        schedule.factor(settings, step, 1000),
      );
    }
  }
});
