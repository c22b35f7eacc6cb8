/** What the run will hold in memory, part by part, beside what the backend holds now and what it may hold at most. */
import {
  memoryLedger,
  memoryParts,
  memoryVerdict,
  type MemoryNeeds,
  type MemoryPart,
} from '../../domain/limits/memory.ts';
import type { MessageKey } from '../../i18n/translate.ts';
import { useAppState } from '../context/app.tsx';
import { useExplain } from '../context/explain.ts';
import { useI18n } from '../context/language.tsx';
import { bytes, percent } from '../format/numbers.ts';
import { useLastMeasured } from '../panels/useSelectedRun.ts';
import { InfoPopover } from '../why/InfoPopover.tsx';

const subject = 'engine.memory';

const names: Readonly<Record<MemoryPart, MessageKey>> = {
  weights: 'memoryWeights',
  gradients: 'memoryGradients',
  optimizer: 'memoryOptimizer',
  activations: 'memoryActivations',
  other: 'memoryOther',
};

/** Of the run in the worker, which may be of another size than what is being edited. */
function useMeasured(): { readonly measuredBytes: number; readonly isOfOther: boolean } {
  const runId = useAppState((state) => state.run.runId);
  const isOfOther = useAppState((state) => state.config.pendingRestart.length > 0);
  return { measuredBytes: useLastMeasured(runId)('memoryBytes'), isOfOther };
}

/** A bar up to the limit: what is predicted, and a line at what is measured. */
function LimitBar({
  total,
  measured,
  limit,
}: {
  readonly total: number;
  readonly measured: number;
  readonly limit: number;
}) {
  const { t } = useI18n();
  const share = total / limit;
  const across = (value: number): string => `${(100 * Math.min(1, value / limit)).toFixed(2)}%`;
  return (
    <div className="limit-row">
      <div
        className="meter"
        role="meter"
        aria-label={t('memoryShareOfLimit')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(100 * share))}
        aria-valuetext={percent(share)}
        data-verdict={memoryVerdict(total, limit)}
      >
        <i style={{ width: across(total) }} />
        {Number.isFinite(measured) && <b style={{ left: across(measured) }} />}
      </div>
      <span className="small muted">{t('memoryOfLimit', { percent: percent(share), limit: bytes(limit) })}</span>
    </div>
  );
}

export function MemoryLedger({ needs }: { readonly needs: MemoryNeeds }) {
  const { t } = useI18n();
  const explain = useExplain(subject);
  const status = useAppState((state) => state.engine.status);
  const ledger = memoryLedger(needs, status?.memory.startBytes ?? 0);
  const { measuredBytes, isOfOther } = useMeasured();
  const parts = memoryParts.filter((part) => ledger.bytes[part] > 0);
  return (
    <section className="ledger" aria-label={t('memory')} {...explain}>
      <header className="ledger-head">
        <h3>{t('memory')}</h3>
        <InfoPopover subject={subject} name={t('memory')} />
      </header>
      <div className="stack" aria-hidden>
        {parts.map((part) => (
          <i key={part} data-part={part} style={{ flexGrow: ledger.bytes[part] }} />
        ))}
      </div>
      <dl>
        {parts.map((part) => (
          <div key={part}>
            <dt>
              <i className="swatch" data-part={part} aria-hidden />
              {t(names[part])}
            </dt>
            <dd>{bytes(ledger.bytes[part])}</dd>
          </div>
        ))}
        <div className="sum">
          <dt>{t('memoryPredicted')}</dt>
          <dd>{bytes(ledger.totalBytes)}</dd>
        </div>
        <div>
          <dt>{t(isOfOther ? 'memoryMeasuredOther' : 'memoryMeasured')}</dt>
          <dd>{Number.isFinite(measuredBytes) ? bytes(measuredBytes) : t('memoryNotYet')}</dd>
        </div>
      </dl>
      {status === null ? (
        <p className="small muted">{t('memoryLimitUnknown')}</p>
      ) : (
        <>
          <LimitBar total={ledger.totalBytes} measured={measuredBytes} limit={status.memory.limitBytes} />
          {status.backend === 'webgpu' && <p className="small muted">{t('memoryLimitGuessed')}</p>}
        </>
      )}
    </section>
  );
}
