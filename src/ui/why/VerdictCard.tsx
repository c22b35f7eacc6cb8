/** After a run: what came out, and the next thing to try. */
import { useMemo } from 'react';
import { fieldAt } from '../../domain/config/fields.ts';
import { formatNumber } from '../../domain/config/formatNumber.ts';
import { cachedSeries } from '../charts/cachedSeries.ts';
import { pointsPerLine } from '../charts/lossData.ts';
import { useMetrics } from '../charts/useMetrics.ts';
import { useActions } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { paceSmoothing, useSelectedRecord } from '../panels/useSelectedRun.ts';
import { TryIcon } from '../primitives/icons.ts';
import { useRunData } from '../settings/useDataFacts.ts';
import type { RunRecord } from '../../state/contract.ts';
import { runVerdict } from './runVerdict.ts';

function Verdict({ record }: { readonly record: RunRecord }) {
  const { t, local } = useI18n();
  const { config: actions } = useActions();
  const { facts, uniformLossNats } = useRunData(record);
  const now = useMetrics([record.id]);
  const verdict = useMemo(() => {
    const series = (column: 'valLossNats' | 'trainLossNats', smoothing: number) =>
      cachedSeries(now.reader, record.id, { column, xAxis: 'step', maxPoints: pointsPerLine, smoothing });
    const uniform = facts === null ? Infinity : uniformLossNats;
    return runVerdict(record.config, series('valLossNats', 0), series('trainLossNats', paceSmoothing), uniform);
  }, [now, record, facts, uniformLossNats]);
  if (verdict === null) return null;
  const { next } = verdict;
  const field = next === null ? undefined : fieldAt(record.config, next.path);
  return (
    <section className="verdict" aria-label={t('verdictTitle')}>
      <h3>{t('verdictTitle')}</h3>
      <p>{t(verdict.key, verdict.values)}</p>
      {next !== null && field !== undefined && (
        <button type="button" className="try" onClick={() => actions.setValue(next.path, next.value)}>
          <TryIcon className="icon" aria-hidden />
          <span>{t(next.key, { name: local(field.name), value: formatNumber(next.value) })}</span>
        </button>
      )}
    </section>
  );
}

/** Only for a run that has ended by itself. */
export function VerdictCard() {
  const record = useSelectedRecord();
  return record?.phase === 'finished' ? <Verdict record={record} /> : null;
}
