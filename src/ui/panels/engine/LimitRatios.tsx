/** How far a step is from the limit, as numbers with their meaning, and what to make of them. */
import { useEngineI18n } from '../../context/engineWords.ts';
import { fixed, percent } from '../../format/numbers.ts';
import { limitVerdict } from './limitVerdict.ts';
import type { LimitView } from './useStepLimit.ts';

const times = (ratio: number): string => `${fixed(ratio, ratio < 9.95 ? 1 : 0)}×`;

export function LimitRatios({ work, limit, times: step }: LimitView) {
  const { t } = useEngineI18n();
  if (limit === null || step === null) return null;
  const { stepMs, hostMs } = step;
  const counted = work.dispatches > 0;
  const ratios = [
    [t('ratioRoof'), times(stepMs / limit.roofMs)],
    ...(counted ? [[t('ratioLimit'), times(stepMs / limit.limitMs)] as const] : []),
    ...(hostMs === null ? [] : [[t('ratioHost'), percent(hostMs / stepMs)] as const]),
  ] as const;
  return (
    <>
      <dl className="limit-ratios">
        {ratios.map(([meaning, ratio]) => (
          <div key={meaning}>
            <dt>{meaning}</dt>
            <dd>{ratio}</dd>
          </div>
        ))}
      </dl>
      <p className="limit-verdict">{t(limitVerdict(limit, step))}</p>
      {hostMs === null && <p className="small muted">{t('ratioGpuOnly')}</p>}
    </>
  );
}
