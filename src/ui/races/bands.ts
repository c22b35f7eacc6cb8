/** Mean curve of several races with its standard error, at the steps at which all of them were measured. */
import { spreadOf } from '../../domain/races/statistics.ts';
import type { MetricsReader } from '../../state/contract.ts';

export interface Band {
  readonly colour: number;
  readonly steps: readonly number[];
  readonly mean: readonly number[];
  /** To either side; NaN for a single race. */
  readonly error: readonly number[];
}

export function bandOf(reader: MetricsReader, colour: number, curves: readonly string[]): Band {
  const measured = curves.map((id) => {
    const { x, y } = reader.series(id, {
      column: 'valLossNats',
      xAxis: 'step',
      range: null,
      maxPoints: 400,
      smoothing: 0,
    });
    return new Map(Array.from(x, (step, index) => [step, y[index] ?? Number.NaN]));
  });
  const steps = [...(measured[0]?.keys() ?? [])].filter((step) => measured.every((curve) => curve.has(step)));
  const spreads = steps.map((step) => spreadOf(measured.map((curve) => curve.get(step) ?? Number.NaN)));
  return {
    colour,
    steps,
    mean: spreads.map(({ mean }) => mean),
    error: spreads.map(({ standardError }) => standardError),
  };
}
