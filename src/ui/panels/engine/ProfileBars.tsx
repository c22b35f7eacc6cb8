/** The kernels of a step by the time that they take, as bars of one scale, and what these times are and are not. */
import type { KernelTime } from '../../../protocol/protocol.ts';
import { useAppState } from '../../context/app.tsx';
import { useEngineI18n } from '../../context/engineWords.ts';
import { percent, shortTime, whole } from '../../format/numbers.ts';
import { foldKernels } from './foldKernels.ts';

interface ProfileBarsProps {
  readonly steps: number;
  readonly kernels: readonly KernelTime[];
}

export function ProfileBars({ steps, kernels }: ProfileBarsProps) {
  const { t } = useEngineI18n();
  const stepMs = useAppState((state) => state.run.status?.cost?.stepMs ?? Number.NaN);
  const bars = foldKernels(kernels);
  const longest = Math.max(...bars.map(({ ms }) => ms));
  const sum = shortTime(bars.reduce((all, { ms }) => all + ms, 0));
  return (
    <>
      <p>{t('profileOf', { steps, sum, time: shortTime(stepMs) })}</p>
      <dl className="limit-bars profile-bars">
        {bars.map(({ kernel, kernels: count, runs, ms, share }) => (
          <div key={kernel ?? ''} data-kind={kernel === null ? 'others' : 'kernel'}>
            <dt className={kernel === null ? '' : 'mono'}>{kernel ?? t('profileOthers', { count })}</dt>
            <dd>
              <span className="bar" aria-hidden>
                <i style={{ width: longest === 0 ? 0 : `${((100 * ms) / longest).toFixed(2)}%` }} />
              </span>
              <span className="amount">{t('profileRuns', { count: whole(runs) })}</span>
              <span className="amount">{shortTime(ms)}</span>
              <span className="amount">{percent(share)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="small muted">{t('profilePrecision')}</p>
    </>
  );
}
