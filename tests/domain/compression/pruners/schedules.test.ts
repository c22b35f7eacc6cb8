/** Pruning over time: the gradual schedule against its formula, the lottery's masks against torch. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import {
  cutsAt,
  gradualParams,
  gradualProblems,
  gradualSparsity,
} from '../../../../src/domain/compression/pruners/gradual.ts';
import { lotteryParams, nextTicket } from '../../../../src/domain/compression/pruners/lottery.ts';
import { masked } from '../../../../src/domain/compression/pruners/select.ts';
import type { GoldenTensor } from '../../../goldens/goldens.ts';
import { countOf, normalMatrix } from '../made.ts';

describe('gradual schedule', () => {
  const settings = { initialSparsity: 0.1, startStep: 50, interval: 20, cuts: 5 };

  it('is the published formula at the cuts, and constant between them', () => {
    for (let cut = 0; cut <= 5; cut++) {
      const step = 50 + 20 * cut;
      const expected = 0.8 + (0.1 - 0.8) * (1 - (step - 50) / (5 * 20)) ** 3;
      expect(gradualSparsity(settings, 0.8, step)).toBeCloseTo(expected, 12);
      expect(gradualSparsity(settings, 0.8, step + 19)).toBe(gradualSparsity(settings, 0.8, step));
    }
  });

  it('starts and ends where it should', () => {
    expect(gradualSparsity(settings, 0.8, 49)).toBe(0);
    expect(gradualSparsity(settings, 0.8, 50)).toBeCloseTo(0.1, 15);
    expect(gradualSparsity(settings, 0.8, 150)).toBe(0.8);
    expect(gradualSparsity(settings, 0.8, 1e6)).toBe(0.8);
  });

  it('never gives weights back, and cuts exactly where the sparsity changes', () => {
    const number = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(number, number, number, (startStep, interval, cuts) => {
        const own = { ...defaultsOf(gradualParams), startStep, interval, cuts };
        let before = 0;
        const changed: number[] = [];
        for (let step = 0; step <= startStep + interval * cuts + 50; step++) {
          const now = gradualSparsity(own, 0.9, step);
          expect(now).toBeGreaterThanOrEqual(before);
          if (now > before) changed.push(step);
          before = now;
        }
        const cutSteps = Array.from({ length: cuts }, (_, cut) => startStep + interval * (cut + 1));
        expect(changed).toEqual(cutSteps);
        for (const step of [startStep, ...cutSteps]) expect(cutsAt(own, step)).toBe(true);
        const all = Array.from({ length: startStep + interval * cuts + 50 }, (_, step) => step);
        expect(all.filter((step) => cutsAt(own, step))).toEqual([startStep, ...cutSteps]);
      }),
      { numRuns: 30 },
    );
  });

  it('does not start above its end', () => {
    expect(gradualProblems(settings, 0.8)).toEqual([]);
    expect(gradualProblems(settings, 0.05)).toMatchObject([{ path: 'initialSparsity', nearest: 0.05 }]);
  });
});

describe('lottery ticket', () => {
  const { wide, lottery } = JSON.parse(
    readFileSync(new URL('../../../goldens/pruning.json', import.meta.url), 'utf8'),
  ) as { wide: GoldenTensor; lottery: { share: number; masks: number[][] } };

  it('its masks are those of repeated torch pruning', () => {
    const weights = Float32Array.from(wide.data);
    let mask = new Uint8Array(weights.length).fill(1);
    for (const expected of lottery.masks) {
      mask = Uint8Array.from(nextTicket(weights, mask, lottery.share));
      expect(Array.from(mask)).toEqual(expected);
    }
  });

  it('masks are nested whatever the weights became in between, and shrink as (1 − p)ⁿ', () => {
    const { share } = defaultsOf(lotteryParams);
    let mask = new Uint8Array(1000).fill(1);
    for (let round = 1; round <= 8; round++) {
      // What was pruned may well hold large values by now: it is out all the same.
      const next = Uint8Array.from(nextTicket(normalMatrix(10, 100, round).values, mask, share));
      expect(next.every((stays, i) => stays <= (mask[i] ?? 0))).toBe(true);
      expect(Math.abs(countOf(next, 1) - 1000 * (1 - share) ** round)).toBeLessThan(3);
      mask = next;
    }
    const initial = normalMatrix(10, 100, 99).values;
    expect(masked(initial, mask)).toEqual(initial.map((value, i) => (mask[i] === 1 ? value : 0)));
  });
});
