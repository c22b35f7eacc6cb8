/** The loss chart says the same in pictures, words and numbers. */
import { act } from '@testing-library/react';
import { expect, test } from 'vitest';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { LossPanel } from '../../../src/ui/panels/LossPanel.tsx';
import { lossLines, pointsPerLine, xAxisOf, yAxisOf } from '../../../src/ui/charts/lossData.ts';
import type { ChartRun } from '../../../src/ui/charts/useChartRuns.ts';
import { renderScene, screen } from '../renderApp.tsx';
import { longCurves, scene } from '../harness/scene.ts';
import { createSceneApp } from '../harness/sceneApp.ts';

const chart = { part: <LossPanel /> };
const options = { smoothing: 0.9, logX: false, logY: false, xAxis: 'step', baselines: true } as const;

function chartRuns(name: 'training' | 'long'): {
  readonly app: ReturnType<typeof createSceneApp>;
  readonly runs: readonly ChartRun[];
} {
  const app = createSceneApp(scene({ name, language: 'en', theme: 'light' }));
  const runs = app.store.getState().runs.list.map((record, index) => ({
    id: record.id,
    name: record.name,
    colour: record.colour,
    selected: index === 0,
    totalSteps: record.totalSteps,
    tokensPerStep: 768,
    flags: record.flags,
  }));
  return { app, runs };
}

test('the table holds exactly the validated steps of every run that is drawn', async () => {
  const { app, user } = renderScene({}, chart);
  await user.click(screen.getByRole('button', { name: 'Show as a table' }));
  const cells = [...document.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  const expected = app.store.getState().runs.list.flatMap(({ id, name, config }) => {
    const rows = Array.from({ length: app.metrics.rows(id) }, (_, index) => app.metrics.row(id, index));
    return rows
      .filter((row) => row !== null && row.step % config.training.evalEvery === 0)
      .map((row) => [name, row?.step.toLocaleString('en'), row?.trainLossNats.toFixed(4), row?.valLossNats.toFixed(4)]);
  });
  const sorted = (table: readonly unknown[][]): readonly string[] =>
    table.map((row) => row.join(' ')).toSorted((a, b) => (a < b ? -1 : 1));
  expect(sorted(cells)).toEqual(sorted(expected));
});

test('its description names every run with its last numbers', () => {
  const { app } = renderScene({}, chart);
  const label = screen.getByRole('img', { name: /Loss curves/ }).getAttribute('aria-label') ?? '';
  for (const run of app.store.getState().runs.list) {
    expect(label).toContain(`${run.name}: step ${run.step}`);
    expect(label).toContain(`validation ${run.valLossNats?.toFixed(2)}`);
  }
});

test('says what is trained where validation measures something else', () => {
  const { app } = renderScene({}, chart);
  expect(screen.queryByText(/validation: plain/)).toBeNull();
  const selected = app.store.getState().runs.selectedId;
  const trainOn = (method: string): void =>
    act(() =>
      app.store.setState(({ runs }) => ({
        runs: {
          ...runs,
          list: runs.list.map((record) =>
            record.id === selected ? { ...record, config: setValue(record.config, 'loss.method', method) } : record,
          ),
        },
      })),
    );
  trainOn('focal');
  expect(screen.getByText('training: Focal loss, γ 2; validation: plain cross-entropy')).toBeTruthy();
  trainOn('custom');
  expect(
    screen.getByText('training: Own expression, (1 - p)^2 * -log(p); validation: plain cross-entropy'),
  ).toBeTruthy();
});

test('without the overlay only the selected run is left', () => {
  const { app } = renderScene({}, chart);
  act(() => app.actions.runs.toggleOverlay());
  const label = screen.getByRole('img', { name: /Loss curves/ }).getAttribute('aria-label') ?? '';
  expect(label).toContain('calm-otter-7');
  expect(label).not.toContain('slow-lynx-4');
});

test('ten thousand steps are drawn with a few hundred points that were all measured', () => {
  const { app, runs } = chartRuns('long');
  const [first] = runs;
  const lines = lossLines(app.metrics, runs, options);
  expect(lines).toHaveLength(longCurves.length);
  for (const { smooth, raw } of lines) {
    expect(smooth.x.length).toBeLessThanOrEqual(pointsPerLine);
    expect(raw?.x.length ?? 0).toBeLessThanOrEqual(pointsPerLine);
  }
  const raw = lines[0]?.raw;
  raw?.x.forEach((x, index) =>
    expect(app.metrics.nearest(first?.id ?? '', 'step', x)?.trainLossNats).toBe(raw.y[index]),
  );
});

test('curves of runs that stand still are not computed again', () => {
  const { app, runs } = chartRuns('training');
  const before = lossLines(app.metrics, runs, options);
  const again = lossLines(app.metrics, runs, options);
  again.forEach((item, index) => expect(item.smooth).toBe(before[index]?.smooth));
});

test('x spans the whole plan, y every curve and reference line', () => {
  const { app, runs } = chartRuns('training');
  expect(xAxisOf(app.metrics, runs, options, 6)).toMatchObject({ min: 0, max: 2000 });
  expect(xAxisOf(app.metrics, runs, { ...options, xAxis: 'tokens' }, 6).max).toBe(2000 * 768);
  expect(xAxisOf(app.metrics, runs, { ...options, logX: true }, 6).min).toBeCloseTo(1, 6);
  const y = yAxisOf(
    lossLines(app.metrics, runs, options),
    [
      { label: 'guessing', lossNats: 4.56 },
      { label: '5-gram', lossNats: 1.2 },
    ],
    false,
  );
  expect(y.min).toBeLessThanOrEqual(1.2);
  expect(y.max).toBeGreaterThanOrEqual(4.56);
});
