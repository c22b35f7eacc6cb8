/** Metric frames as values: cut and joined, never changed in place. */
import { type MetricColumn, metricColumns, type MetricFrame } from '../protocol/protocol.ts';

type Columns = Record<MetricColumn, Float32Array>;

export function mapColumns(map: (column: MetricColumn) => Float32Array): Columns {
  return Object.fromEntries(metricColumns.map((column) => [column, map(column)])) as Columns;
}

/** The rows up to and with `step`. */
export function cutFrame(frame: MetricFrame, step: number): MetricFrame {
  const beyond = frame.steps.findIndex((at) => at > step);
  if (beyond === -1) return frame;
  const { norms, ...rest } = frame;
  return {
    ...rest,
    ...(norms !== undefined && norms.step <= step && { norms }),
    steps: frame.steps.slice(0, beyond),
    columns: mapColumns((column) => frame.columns[column].slice(0, beyond)),
  };
}

/** Frames of one run, in order, as one frame. Of the norms, the last stand for all: ten a second are for the eye only. */
export function joinFrames(runId: string, frames: readonly MetricFrame[]): MetricFrame {
  const rows = frames.reduce((sum, frame) => sum + frame.steps.length, 0);
  const steps = new Int32Array(rows);
  const columns = mapColumns(() => new Float32Array(rows));
  let at = 0;
  for (const frame of frames) {
    steps.set(frame.steps, at);
    for (const column of metricColumns) columns[column].set(frame.columns[column], at);
    at += frame.steps.length;
  }
  const norms = frames.findLast((frame) => frame.norms !== undefined)?.norms;
  return { runId, steps, columns, ...(norms !== undefined && { norms }) };
}
