/** The numbers of the loss chart as a table, for those who read rather than look. */
import { useMemo } from 'react';
import type { ChartOptions } from '../../state/contract.ts';
import { useI18n } from '../context/language.tsx';
import { compact, duration, fixed, whole } from '../format/numbers.ts';
import { lossLines, lossTable } from './lossData.ts';
import type { ChartRun } from './useChartRuns.ts';
import { useMetrics } from './useMetrics.ts';

const formatX = { step: whole, tokens: compact, seconds: duration } as const;

export function LossTable({ runs, options }: { readonly runs: readonly ChartRun[]; readonly options: ChartOptions }) {
  const { t } = useI18n();
  const now = useMetrics(runs.map(({ id }) => id));
  const { xAxis } = options;
  const rows = useMemo(
    () => lossTable(now.reader, lossLines(now.reader, runs, options), xAxis),
    [now, runs, options, xAxis],
  );
  return (
    <div className="table-box scroll" tabIndex={0} role="group" aria-label={t('lossTable')}>
      <table className="numbers">
        <caption className="visually-hidden">{t('lossTable')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('runName')}</th>
            <th scope="col">{t(`axis-${xAxis}`)}</th>
            <th scope="col">{t('trainingLoss')}</th>
            <th scope="col">{t('validationLoss')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.run} ${row.x}`}>
              <th scope="row">{row.run}</th>
              <td>{formatX[xAxis](row.x)}</td>
              <td>{fixed(row.train, 4)}</td>
              <td>{fixed(row.validation, 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
