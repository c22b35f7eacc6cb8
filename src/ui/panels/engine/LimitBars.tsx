/** The measured step and what it is made of, as bars of time on one scale. */
import { useEngineI18n } from '../../context/engineWords.ts';
import { bytes, inUnit, shortTime, whole } from '../../format/numbers.ts';
import type { LimitView } from './useStepLimit.ts';

interface Bar {
  readonly kind: 'step' | 'limit' | 'part';
  readonly name: string;
  readonly ms: number;
}

export function LimitBars({ work, limit, times }: LimitView) {
  const { t } = useEngineI18n();
  if (limit === null) return null;
  const part = (name: string, ms: number): Bar => ({ kind: 'part', name, ms });
  const bars: readonly Bar[] = [
    ...(times === null ? [] : [{ kind: 'step', name: t('barStep'), ms: times.stepMs } as const]),
    { kind: 'limit', name: t('barLimit'), ms: limit.limitMs },
    part(t('barArithmetic', { flops: inUnit(work.flops, 'FLOP') }), limit.arithmeticMs),
    part(t('barBandwidth', { size: bytes(work.bytes) }), limit.bandwidthMs),
    ...(work.dispatches === 0 ? [] : [part(t('barDispatch', { count: whole(work.dispatches) }), limit.dispatchMs)]),
    ...(times?.hostMs == null ? [] : [part(t('barHost'), times.hostMs)]),
  ];
  const longest = Math.max(...bars.map(({ ms }) => ms));
  return (
    <dl className="limit-bars">
      {bars.map(({ kind, name, ms }) => (
        <div key={name} data-kind={kind}>
          <dt>{name}</dt>
          <dd>
            <span className="bar" aria-hidden>
              <i style={{ width: `${((100 * ms) / longest).toFixed(2)}%` }} />
            </span>
            <span className="amount">{shortTime(ms)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
