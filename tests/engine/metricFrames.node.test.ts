/** Frames take along the norms of one step: of the last that was validated, because the lab writes those down, else of the last. */
import { afterEach, expect, test, vi } from 'vitest';
import {
  metricColumns,
  type Emit,
  type MetricColumn,
  type MetricFrame,
  type RunStatus,
} from '../../src/protocol/protocol.ts';
import { metricFrames } from '../../src/worker/metricFrames.ts';

afterEach(() => void vi.useRealTimers());

const values = (valLossNats: number): Record<MetricColumn, number> => ({
  ...(Object.fromEntries(metricColumns.map((name) => [name, 1])) as Record<MetricColumn, number>),
  valLossNats,
});

test('at most ten frames a second, each with the norms of one of its steps, all of it transferred', () => {
  vi.useFakeTimers();
  const sent: { readonly frame: MetricFrame; readonly transfer: readonly ArrayBufferLike[] }[] = [];
  const emit: Emit = (name, payload, transfer = []) => {
    if (name === 'metrics.frame') sent.push({ frame: payload as MetricFrame, transfer });
  };
  const frames = metricFrames('a', emit, () => ({}) as RunStatus);
  const add = (step: number, valLossNats = NaN): void =>
    frames.add(step, values(valLossNats), Float32Array.of(step, 2 * step, 3 * step));

  add(1);
  for (let step = 2; step <= 40; step++) {
    vi.advanceTimersByTime(10);
    add(step, step === 15 || step === 24 ? 2 : NaN);
  }
  frames.flush();
  frames.flush();
  expect(sent.map(({ frame }) => [...frame.steps].length)).toEqual([1, 10, 10, 10, 9]);
  expect(sent.map(({ frame }) => frame.norms?.step)).toEqual([1, 11, 15, 24, 40]);
  for (const { frame, transfer } of sent) {
    const { step = NaN, values: norms } = frame.norms ?? {};
    expect(norms).toEqual(Float32Array.of(step, 2 * step, 3 * step));
    const arrays = [frame.steps, ...Object.values(frame.columns), norms];
    expect(new Set(transfer)).toEqual(new Set(arrays.map((array) => array?.buffer)));
  }
});
