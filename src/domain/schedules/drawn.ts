/** A schedule drawn by hand: points on the picture of it, and straight lines between them. */
import { text, type ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';
import { factorAt, mostPoints, parsePoints, printPoints, repairPoints } from './points.ts';

const usual = '0_0.01 5_1 60_1 100_0';

const params = {
  points: text({
    name: { en: 'Points', zh: '控制点' },
    help: {
      en: 'Percent of the steps, an underscore, and what the learning rate is multiplied by there, 0 to 1. Or drag them in the picture.',
      zh: '训练进度的百分比、下划线，再写该处学习率的系数（0 到 1）；也可在图中拖动。',
    },
    applies: 'live',
    default: usual,
    maxLength: 240,
  }),
} as const satisfies ParamSpecs;

export const drawn: ScheduleDefinition<'drawn', typeof params> = {
  id: 'drawn',
  name: { en: 'Drawn by hand', zh: '手绘' },
  summary: {
    en: 'Any shape: points that you drag, with straight lines between them.',
    zh: '任意形状：拖动控制点，点间以直线相连。',
  },
  formula: String.raw`\eta_t=\eta\Big(f_i+(f_{i+1}-f_i)\tfrac{t/T-x_i}{x_{i+1}-x_i}\Big),\ x_i\le\tfrac tT<x_{i+1}`,
  source: { text: 'numpy.interp', url: 'https://numpy.org/doc/stable/reference/generated/numpy.interp.html' },
  params,
  check({ points }) {
    if (parsePoints(points) !== null) return [];
    const repaired = printPoints(repairPoints(points));
    return [
      {
        path: 'points',
        message: {
          en: `Up to ${mostPoints} points in order, such as ${usual}.`,
          zh: `最多 ${mostPoints} 个点，按先后排列，例如 ${usual}。`,
        },
        nearest: repaired === '' ? usual : repaired,
      },
    ];
  },
  points: 'points',
  factor: ({ points }, step, total) => factorAt(parsePoints(points) ?? [], 100 * Math.min(1, step / total)),
};
