/** torch.optim.lr_scheduler.CosineAnnealingWarmRestarts behind a warm-up. */
import { integer, type ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';
import { finalFractionSpec, halfCosine } from './shared.ts';
import { warmupFactor, warmupSpec } from './warmup.ts';

const params = {
  warmupSteps: warmupSpec({ default: 100 }),
  firstCycleSteps: integer({
    name: { en: 'First cycle', zh: '首个周期' },
    symbol: 'T_0',
    unit: { en: 'steps', zh: '步' },
    help: { en: 'Length of the first half cosine.', zh: '第一个半余弦的长度。' },
    applies: 'live',
    default: 500,
    min: 1,
    max: 1000000,
    scale: 'log',
    usual: [100, 5000],
  }),
  cycleGrowth: integer({
    name: { en: 'Growth of cycles', zh: '周期倍数' },
    symbol: 'm',
    help: {
      en: 'Each cycle is so many times as long as the one before.',
      zh: '每个周期的长度是前一个的这么多倍。',
    },
    applies: 'live',
    default: 1,
    min: 1,
    max: 10,
    usual: [1, 2],
  }),
  finalFraction: finalFractionSpec({ default: 0 }),
} as const satisfies ParamSpecs;

/** Share of its cycle that a step has done. @param at steps behind the warm-up */
function cycleProgress(at: number, first: number, growth: number): number {
  if (growth === 1) return (at % first) / first;
  // Cycles before this one, and where they end: a geometric sum. Rounding may be a cycle off just at the seam.
  let cycle = Math.max(0, Math.floor(Math.log1p((at / first) * (growth - 1)) / Math.log(growth)));
  const startOf = (n: number): number => (first * (growth ** n - 1)) / (growth - 1);
  if (startOf(cycle + 1) <= at) cycle += 1;
  else if (startOf(cycle) > at) cycle -= 1;
  return (at - startOf(cycle)) / (first * growth ** cycle);
}

export const cosineRestarts: ScheduleDefinition<'cosine-restarts', typeof params> = {
  id: 'cosine-restarts',
  name: { en: 'Cosine with restarts', zh: '余弦退火重启' },
  summary: {
    en: 'Half cosines one after another: each restart shakes the model out of where it had settled.',
    zh: '一段接一段的半余弦：每次重启都使模型离开已收敛的位置。',
  },
  formula: String.raw`\eta_t=\eta\Big[f+\frac{1-f}{2}\Big(1+\cos\pi\frac{T_{\text{cur}}}{T_i}\Big)\Big],\quad T_i=T_0\,m^{\,i}`,
  source: {
    text: 'Loshchilov & Hutter 2017, SGDR, equation 5; torch.optim.lr_scheduler.CosineAnnealingWarmRestarts',
    url: 'https://arxiv.org/abs/1608.03983',
  },
  params,
  factor: ({ warmupSteps, firstCycleSteps, cycleGrowth, finalFraction }, step) =>
    warmupFactor(step, warmupSteps) ??
    finalFraction + (1 - finalFraction) * halfCosine(cycleProgress(step - warmupSteps, firstCycleSteps, cycleGrowth)),
};
