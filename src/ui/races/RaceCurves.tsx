/** The curves of all members on shared axes, with a cursor that moves over all of them. */
import { lazy, Suspense, useMemo } from 'react';
import { resolve } from '../../domain/config/resolve.ts';
import { moveCrosshair } from '../charts/crosshair.ts';
import type { ChartRun } from '../charts/useChartRuns.ts';
import { useElementWidth } from '../charts/useElementWidth.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { useRacesActions, useRacesState } from './racesContext.ts';
import { useRaceWords } from './useRaceWords.ts';

const LossChart = lazy(() => import('../charts/LossChart.tsx'));

/** Members as the charts know runs. */
export function useRaceLines(): readonly ChartRun[] {
  const { local } = useI18n();
  const members = useRacesState((state) => state.members);
  const status = useRacesState((state) => state.status);
  const totals = status?.members.map(({ totalSteps }) => totalSteps).join(' ') ?? '';
  return useMemo(() => {
    const planned = totals.split(' ').map(Number);
    return members.map(({ id, name, colour, config }, index): ChartRun => {
      const { model } = resolve(config);
      return {
        id,
        name: local(name),
        colour,
        selected: false,
        totalSteps: planned[index] || config.training.steps,
        tokensPerStep: config.training.batchSize * model.definition.context(model.settings),
        flags: [],
      };
    });
  }, [members, totals, local]);
}

const none: readonly never[] = [];

export function RaceCurves() {
  const say = useRaceWords();
  const { t } = useI18n();
  const { preferences } = useActions();
  const { scrub } = useRacesActions();
  const options = useAppState((state) => state.preferences.chart);
  const cursor = useRacesState((state) => state.cursor);
  const front = useRacesState((state) => Math.max(1, ...(state.status?.members.map(({ step }) => step) ?? [1])));
  const runs = useRaceLines();
  const [box, width] = useElementWidth<HTMLDivElement>();
  const axes = (['step', 'tokens', 'seconds'] as const).map((id) => ({ id, name: t(`axis-${id}`) }));
  const move = (step: number): void => {
    scrub(step);
    preferences.setChart({ xAxis: 'step' });
    moveCrosshair(step);
  };
  return (
    <>
      <div
        className="loss-chart"
        ref={box}
        role="img"
        aria-label={`${t('lossChart')} ${runs.map(({ name }) => name).join(', ')}`}
      >
        <Suspense fallback={<div className="chart-waiting" />}>
          <LossChart runs={runs} references={none} options={options} width={width} />
        </Suspense>
      </div>
      <div className="row race-cursor">
        <input
          type="range"
          min={1}
          max={front}
          value={cursor ?? front}
          aria-label={say('cursor')}
          onChange={(event) => move(Number(event.target.value))}
          onBlur={() => moveCrosshair(null)}
        />
        <Segmented
          label={t('xAxis')}
          value={options.xAxis}
          options={axes}
          onChange={(xAxis) => preferences.setChart({ xAxis })}
          className="compact"
        />
      </div>
    </>
  );
}
