/** All logged rows of one run, and the curves that charts have asked for. */
import { type MetricColumn, metricColumns, type MetricFrame, type TensorNormRow } from '../../protocol/protocol.ts';
import type { MetricRow, Series, SeriesRequest, XAxis } from './contract.ts';
import { decimate } from './decimate.ts';
import { type Growing, growing, lowerBound } from './growing.ts';
import { createNormHistory } from './normHistory.ts';
import { createTrack, type Track } from './track.ts';

type Column = Growing<Float32Array<ArrayBuffer>>;
type XColumn = Pick<Growing<Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>>, 'length' | 'values' | 'at'>;

const float32 = (): Column => growing((n) => new Float32Array(n));

/** Only ever grow, so that a value which was not measured is the one before it. */
const cumulative: readonly MetricColumn[] = ['tokensSeen', 'elapsedSeconds'];
const columnOf: Readonly<Record<XAxis, MetricColumn | null>> = {
  step: null,
  tokens: 'tokensSeen',
  seconds: 'elapsedSeconds',
};

export interface RunMetrics {
  readonly rows: number;
  readonly norms: readonly TensorNormRow[];
  append(frame: MetricFrame): void;
  truncate(step: number): void;
  row(index: number): MetricRow | null;
  nearest(xAxis: XAxis, x: number): MetricRow | null;
  series(request: SeriesRequest): Series;
}

export function createRunMetrics(): RunMetrics {
  const steps = growing((n) => new Int32Array(n));
  const columns = Object.fromEntries(metricColumns.map((name) => [name, float32()])) as Record<MetricColumn, Column>;
  const norms = createNormHistory();
  /** A measured and a smoothed one of each column: moving the slider must not leave a curve behind at every position. */
  const tracks = new Map<string, { readonly smoothing: number; readonly track: Track }>();

  const xColumn = (xAxis: XAxis): XColumn => {
    const name = columnOf[xAxis];
    return name === null ? steps : columns[name];
  };

  /** A run that went back to a checkpoint logs the same steps again: what it had logged after it is forgotten. */
  function forgetFrom(step: number): void {
    const kept = lowerBound(steps.values, steps.length, step);
    if (kept === steps.length) return;
    steps.truncate(kept);
    norms.forgetFrom(step);
    for (const values of Object.values(columns)) values.truncate(kept);
    tracks.clear();
  }

  function trackFor({ column: name, smoothing }: SeriesRequest): Track {
    const key = smoothing === 0 ? name : `${name} smoothed`;
    const known = tracks.get(key);
    if (known?.smoothing === smoothing) return known.track;
    const track = createTrack(smoothing);
    tracks.set(key, { smoothing, track });
    return track;
  }

  function row(index: number): MetricRow | null {
    if (index < 0 || index >= steps.length) return null;
    const values = Object.fromEntries(metricColumns.map((name) => [name, columns[name].at(index)]));
    return { step: steps.at(index), ...values } as MetricRow;
  }

  return {
    get rows() {
      return steps.length;
    },
    get norms() {
      return norms.rows;
    },
    append(frame) {
      const first = frame.steps[0];
      if (first === undefined) return;
      forgetFrom(first);
      const from = steps.length;
      steps.append(frame.steps);
      for (const name of metricColumns) columns[name].append(frame.columns[name]);
      if (frame.norms !== undefined) norms.append(frame.norms);
      for (const name of cumulative) fillGaps(columns[name], from);
    },
    truncate: (step) => forgetFrom(step + 1),
    row,
    nearest(xAxis, x) {
      const xs = xColumn(xAxis);
      const right = lowerBound(xs.values, xs.length, x);
      const left = right - 1;
      return row(right === xs.length || (left >= 0 && x - xs.at(left) <= xs.at(right) - x) ? left : right);
    },
    series(request) {
      const curve = trackFor(request);
      curve.update(columns[request.column].values, steps.length);
      const xs = xColumn(request.xAxis);
      const [from, to] = visible(curve, xs, request.range);
      const points = decimate(curve.extremes, from, to, request.maxPoints);
      return {
        x: Float64Array.from(points, (n) => xs.at(curve.row(n))),
        y: Float64Array.from(points, (n) => curve.value(n)),
      };
    },
  };
}

/** The points whose x lies in the range, and one more on either side, so that the line runs to the edge of the chart. */
function visible(curve: Track, xs: XColumn, range: SeriesRequest['range']): readonly [number, number] {
  if (range === null) return [0, curve.length];
  const [low, high] = range;
  const from = curve.firstFrom(lowerBound(xs.values, xs.length, low));
  const to = curve.firstFrom(lowerBound(xs.values, xs.length, high));
  return [Math.max(0, from - 1), Math.min(curve.length, to + 1)];
}

function fillGaps(values: Column, from: number): void {
  for (let index = from; index < values.length; index++) {
    if (Number.isNaN(values.at(index))) values.values[index] = index === 0 ? 0 : values.at(index - 1);
  }
}
