/** What the machine can do at most, as measured, and when that was. */
import type { MeasuredPeaks } from '../../../state/contract.ts';
import { useEngineI18n } from '../../context/engineWords.ts';
import { dateTime, inUnit, shortTime } from '../../format/numbers.ts';

export function PeakFigures({ peaks }: { readonly peaks: MeasuredPeaks }) {
  const { t } = useEngineI18n();
  const { flopsPerSecond, bytesPerSecond, secondsPerDispatch, measuredAt } = peaks;
  const rows = [
    [t('peakArithmetic'), flopsPerSecond === null ? null : inUnit(flopsPerSecond, 'FLOP/s')],
    [t('peakBandwidth'), bytesPerSecond === null ? null : inUnit(bytesPerSecond, 'B/s')],
    [t('peakDispatch'), secondsPerDispatch === null ? null : shortTime(1000 * secondsPerDispatch)],
    [t('peakMeasuredAt'), dateTime(measuredAt)],
  ] as const;
  return (
    <dl className="peaks">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? <span className="muted">{t('peakUnknown')}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
