/** The main picture, with its axes under the reader's control. */
import { lazy, Suspense, useMemo, useState } from 'react';
import type { Reference } from '../charts/LossLabels.tsx';
import { useElementWidth } from '../charts/useElementWidth.ts';
import { useChartRuns } from '../charts/useChartRuns.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { fixed } from '../format/numbers.ts';
import { Hint } from '../primitives/Hint.tsx';
import { IconButton } from '../primitives/IconButton.tsx';
import { TableIcon } from '../primitives/icons.ts';
import { Segmented } from '../primitives/Segmented.tsx';
import { useRunData } from '../settings/useDataFacts.ts';
import { LossTable } from '../charts/LossTable.tsx';
import { Smoothing } from './Smoothing.tsx';
import { TrainedLoss } from './TrainedLoss.tsx';
import { useSelectedRecord } from './useSelectedRun.ts';

const LossChart = lazy(() => import('../charts/LossChart.tsx'));

function useReferences(): readonly Reference[] {
  const { t } = useI18n();
  const wanted = useAppState((state) => state.preferences.chart.baselines);
  const { facts, baselines, uniformLossNats } = useRunData(useSelectedRecord());
  return useMemo(() => {
    if (!wanted || facts === null) return [];
    const counted = (baselines ?? []).map(({ order, lossNats }) => ({ label: t('ngram', { order }), lossNats }));
    return [{ label: t('guessing'), lossNats: uniformLossNats }, ...counted];
  }, [wanted, facts, baselines, uniformLossNats, t]);
}

export function LossPanel() {
  const { t } = useI18n();
  const { preferences } = useActions();
  const options = useAppState((state) => state.preferences.chart);
  const list = useAppState((state) => state.runs.list);
  const runs = useChartRuns();
  const references = useReferences();
  const [box, width] = useElementWidth<HTMLDivElement>();
  const [asTable, setAsTable] = useState(false);
  const summary = runs
    .toReversed()
    .map(({ id, name }) => {
      const record = list.find((candidate) => candidate.id === id);
      return t('lossSummary', {
        name,
        step: record?.step ?? 0,
        train: fixed(record?.trainLossNats ?? Number.NaN, 2),
        validation: fixed(record?.valLossNats ?? Number.NaN, 2),
      });
    })
    .join(' ');
  const axes = (['step', 'tokens', 'seconds'] as const).map((id) => ({ id, name: t(`axis-${id}`) }));
  return (
    <section className="panel loss-panel" aria-labelledby="loss-title">
      <header className="panel-head">
        <h2 id="loss-title">{t('loss')}</h2>
        <span className="muted small">{t('lossUnit')}</span>
        <TrainedLoss />
        <span className="grow" />
        <Smoothing />
        <Segmented
          label={t('xAxis')}
          value={options.xAxis}
          options={axes}
          onChange={(xAxis) => preferences.setChart({ xAxis })}
          className="compact"
        />
        <div className="button-group" role="group" aria-label={t('logAxes')}>
          <Hint text={t('logXHint')}>
            <button
              type="button"
              className="toggle"
              aria-pressed={options.logX}
              onClick={() => preferences.setChart({ logX: !options.logX })}
            >
              log x
            </button>
          </Hint>
          <Hint text={t('logYHint')}>
            <button
              type="button"
              className="toggle"
              aria-pressed={options.logY}
              onClick={() => preferences.setChart({ logY: !options.logY })}
            >
              log y
            </button>
          </Hint>
        </div>
        <IconButton
          icon={TableIcon}
          label={t(asTable ? 'showChart' : 'showTable')}
          quiet
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        />
      </header>
      {asTable ? (
        <LossTable runs={runs} options={options} />
      ) : (
        <div ref={box} className="loss-chart" role="img" aria-label={`${t('lossChart')} ${summary}`}>
          <Suspense fallback={<div className="chart-waiting" />}>
            <LossChart runs={runs} references={references} options={options} width={width} />
          </Suspense>
        </div>
      )}
    </section>
  );
}
