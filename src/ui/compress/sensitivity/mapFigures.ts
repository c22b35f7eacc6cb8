/** Figures of the sensitivity map as the grid and the bar under it show them. */
import { axisOf, type Axis } from '../../../domain/compression/sensitivity/axis.ts';
import type { MeasuredMatrix } from '../../../domain/compression/sensitivity/choose.ts';
import type { SensitivityMap } from '../../../state/sensitivity/contract.ts';
import { fixed, percent } from '../../format/numbers.ts';
import type { SaySensitivity } from './useSensitivityWords.ts';

export const axisOfMap = ({ pass }: SensitivityMap): Axis => {
  const axis = axisOf(pass.method);
  if (axis === null) throw new Error(`axisOfMap: ${pass.method} has no levels`);
  return axis;
};

export const measuredOf = ({ matrices, cells }: SensitivityMap): readonly MeasuredMatrix[] =>
  matrices.map((matrix) => ({
    ...matrix,
    rises: new Map(cells.flatMap(({ name, level, riseNats }) => (name === matrix.name ? [[level, riseNats]] : []))),
  }));

/** Lower bounds of the shades from 1 on, in nats: three a decade, the same for every map so that maps can be compared. */
export const shadeBounds = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3] as const;

/** 0 for what is next to nothing, or a gain. */
export const shadeOf = (riseNats: number): number => shadeBounds.filter((bound) => riseNats >= bound).length;

/** Thousandths of a nat, with the sign that tells a gain from a loss. */
export function riseText(riseNats: number): string {
  const size = Math.abs(1000 * riseNats);
  const text = fixed(size, size < 9.95 ? 1 : 0);
  return Number(text) === 0 ? '0' : `${riseNats < 0 ? '−' : '+'}${text}`;
}

export const levelText = (say: SaySensitivity, { key }: Axis, level: number): string =>
  say(key, { count: key === 'bits' ? level : percent(level) });

/** A mean cost per weight as a person sets it: bits, or the share that goes. */
export const meanText = (say: SaySensitivity, { key }: Axis, cost: number): string =>
  key === 'bits' ? say('bits', { count: fixed(cost, 2) }) : say('sparsity', { count: percent(1 - cost) });
