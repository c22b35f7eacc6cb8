/** Tick positions and the axis range that they span: 1-2-5 steps on linear axes, powers of ten on logarithmic ones. */

export type AxisScale = 'linear' | 'log';

export interface Axis {
  readonly scale: AxisScale;
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

function niceStep(span: number, wanted: number): number {
  const rough = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  return factor * power;
}

const multiples = (from: number, to: number, step: number): number[] => {
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(((first + index) * step).toPrecision(12)));
};

/** Keeps the range as given; used for x, whose end is the end of the planned run. */
export function linearTicks(min: number, max: number, wanted: number): readonly number[] {
  return max > min ? multiples(min, max, niceStep(max - min, wanted)) : [min];
}

/** 1, 2, 5 times powers of ten, thinned until there are not many more than wanted. */
export function logTicks(min: number, max: number, wanted: number): readonly number[] {
  const low = Math.floor(Math.log10(min));
  const high = Math.ceil(Math.log10(max));
  const decades = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const within = (mantissas: readonly number[]): number[] =>
    decades
      .flatMap((decade) => mantissas.map((mantissa) => Number((mantissa * decade).toPrecision(6))))
      .filter((value) => value >= min * 0.9999 && value <= max * 1.0001);
  const dense = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
  return (
    [dense, [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]].map(within).find((list) => list.length <= wanted * 1.4) ?? within([1])
  );
}

/** Widens the range to whole ticks, so that it moves rarely while values stream in. */
export function niceAxis(scale: AxisScale, min: number, max: number, wanted: number): Axis {
  if (scale === 'log' && min > 0) {
    const low = min * 0.97;
    const high = Math.max(max * 1.03, low * 1.2);
    return { scale, min: low, max: high, ticks: logTicks(low, high, wanted) };
  }
  const span = max > min ? max - min : Math.max(Math.abs(max) * 0.1, 1e-9);
  const step = niceStep(span, wanted);
  const low = Math.floor(min / step + 1e-9) * step;
  const high = Math.ceil((min + span) / step - 1e-9) * step;
  return { scale: 'linear', min: low, max: high, ticks: multiples(low, high, step) };
}
