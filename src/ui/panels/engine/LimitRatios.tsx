/** How far a step is from the limit, as three numbers with their meaning, and what to make of them. */
import { useI18n } from '../../context/language.tsx';
import { fixed, percent } from '../../format/numbers.ts';
import { limitVerdict } from './limitVerdict.ts';
import type { LimitView } from './useStepLimit.ts';

const times = (ratio: number): string => `${fixed(ratio, ratio < 9.95 ? 1 : 0)}×`;

export function LimitRatios({ work, limit, times: step }: LimitView) {
  const { t } = useI18n();
  if (limit === null || step === null) return null;
  const { stepMs, hostMs } = step;
  const counted = work.dispatches > 0;
  return (
    <>
      <dl className="limit-ratios">
        <div>
          <dt>{t('ratioRoof')}</dt>
          <dd>{times(stepMs / limit.roofMs)}</dd>
        </div>
        <div>
          <dt>{t(counted ? 'ratioLimit' : 'ratioLimitNotCounted')}</dt>
          <dd>{counted ? times(stepMs / limit.limitMs) : '–'}</dd>
        </div>
        <div>
          <dt>{t(hostMs === null ? 'ratioHostNone' : 'ratioHost')}</dt>
          <dd>{hostMs === null ? '–' : percent(hostMs / stepMs)}</dd>
        </div>
      </dl>
      <p className="limit-verdict">{t(limitVerdict(limit, step))}</p>
    </>
  );
}
