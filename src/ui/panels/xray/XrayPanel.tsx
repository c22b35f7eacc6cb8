/**
 * How far a step moves each part of the model. Closed until the person opens it, with the one number for the whole model
 * beside its name; what is in it follows the run twice a second.
 */
import { lazy, Suspense, useMemo, useState } from 'react';
import type { RatioVerdict } from '../../../domain/metrics/updateRatio.ts';
import { useMetrics } from '../../charts/useMetrics.ts';
import { useXrayI18n } from './useXrayWords.ts';
import { whole } from '../../format/numbers.ts';
import { EnginePanel } from '../engine/EnginePanel.tsx';
import { useSelectedRecord } from '../useSelectedRun.ts';
import { RatioValue } from './RatioValue.tsx';
import { XrayTable } from './XrayTable.tsx';
import { groupsOf, xrayOf, type Xray } from './xrayRows.ts';

/** What looks into the worker's model is loaded when the panel is opened. */
const XrayViews = lazy(async () => ({ default: (await import('../../xray/XrayViews.tsx')).XrayViews }));

const delayMs = 500;

function useXray(): Xray | null {
  const record = useSelectedRecord();
  const { reader } = useMetrics(record === null ? [] : [record.id], delayMs);
  const config = record?.config ?? null;
  const groups = useMemo(() => (config === null ? [] : groupsOf(config)), [config]);
  return record === null ? null : xrayOf(groups, reader, record.id);
}

/** A factor that is read, not calculated with. */
const times = (factor: number): string =>
  Number.isFinite(factor) ? (factor < 1e4 ? whole(Number(factor.toPrecision(2))) : factor.toExponential(0)) : '∞';

function Verdict({ verdict }: { readonly verdict: RatioVerdict }) {
  const { t } = useXrayI18n();
  const values = 'factor' in verdict ? { factor: times(verdict.factor) } : {};
  return <p className="limit-verdict">{t(`xray-${verdict.kind}`, values)}</p>;
}

interface XrayPanelProps {
  /** Tensors whose rows a person wants to see; a new list is a new wish. */
  readonly asked: readonly string[] | null;
}

export function XrayPanel({ asked }: XrayPanelProps) {
  const { t } = useXrayI18n();
  const [open, setOpen] = useState(false);
  const [heard, setHeard] = useState<readonly string[] | null>(null);
  const [wanted, setWanted] = useState<readonly string[] | null>(null);
  if (heard !== asked) {
    setHeard(asked);
    setWanted(asked);
    setOpen(asked !== null);
  }
  const xray = useXray();
  const updates =
    xray === null ? (
      <p className="muted">{t('xrayNone')}</p>
    ) : (
      <>
        <Verdict verdict={xray.verdict} />
        <XrayTable groups={xray.groups} wanted={wanted} />
        <p className="small muted">{t('xrayZone')}</p>
      </>
    );
  return (
    <EnginePanel
      subject="optimizer.xray"
      name={t('xray')}
      summary={t('xrayHint')}
      action={xray !== null && <RatioValue norms={xray.matrices.now} />}
      open={open}
      onToggle={() => {
        setOpen(!open);
        setWanted(null);
      }}
      growth={xray === null ? 'before' : 'after'}
    >
      <Suspense fallback={updates}>
        <XrayViews wanted={wanted}>{updates}</XrayViews>
      </Suspense>
    </EnginePanel>
  );
}
