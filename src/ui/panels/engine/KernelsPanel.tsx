/**
 * How a step is carried out on a GPU: in which pieces of work, by which variants of the kernels, and where its time goes.
 * Closed until the person opens it or has something tried or timed, from wherever.
 */
import { useEffect, useState } from 'react';
import type { AppState } from '../../../state/contract.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useEngineI18n } from '../../context/engineWords.ts';
import { whole } from '../../format/numbers.ts';
import { EnginePanel } from './EnginePanel.tsx';
import { KernelChoice } from './KernelChoice.tsx';
import { PrecisionChoice } from './PrecisionChoice.tsx';
import { ProfilePart } from './ProfilePart.tsx';
import { StepExecutionPart } from './StepExecutionPart.tsx';

function Body() {
  const { t } = useEngineI18n();
  const backend = useAppState((state) => state.engine.status?.backend ?? null);
  if (backend === null) return <p className="muted">{t('kernelsNoEngine')}</p>;
  if (backend !== 'webgpu') {
    return (
      <>
        <p>{t('kernelsOnHost')}</p>
        <PrecisionChoice />
      </>
    );
  }
  return (
    <>
      <StepExecutionPart />
      <PrecisionChoice />
      <KernelChoice />
      <ProfilePart />
    </>
  );
}

const isBusy = ({ engine, run }: AppState): boolean => engine.tuning || run.profiling !== null;
/** Kernels are chosen before the first step, for what it asks for. */
const isUnderWay = ({ run }: AppState): boolean => run.status?.cost != null;

/** Asks the engine as soon as it is there. */
function Ask() {
  const { readKernels } = useActions().engine;
  useEffect(() => void readKernels(), [readKernels]);
  return null;
}

/** Asks again whenever the answer may be another. */
function AskForNews() {
  const phase = useAppState((state) => state.engine.phase);
  const runId = useAppState((state) => state.run.runId);
  const underWay = useAppState(isUnderWay);
  return <Ask key={[phase, runId, underWay].join(' ')} />;
}

export function KernelsPanel() {
  const { t } = useEngineI18n();
  const [open, setOpen] = useState(false);
  const busy = useAppState(isBusy);
  const profiled = useAppState((state) => state.run.profile !== null);
  const chosen = useAppState((state) => (state.engine.kernels ?? []).length > 0);
  const execution = useAppState((state) => state.run.status?.cost?.execution ?? null);
  const [wasBusy, setWasBusy] = useState(busy);
  if (busy !== wasBusy) {
    setWasBusy(busy);
    if (busy) setOpen(true);
  }
  const summary =
    execution?.kind === 'recorded' && execution.dispatches > 0
      ? t('kernelsRecorded', { count: whole(execution.dispatches) })
      : t(execution?.kind === 'eager' ? 'notRecorded' : 'kernelsHint');
  return (
    <EnginePanel
      subject="engine.kernels"
      name={t('kernels')}
      summary={summary}
      open={open}
      onToggle={() => setOpen(!open)}
      growth={`${chosen} ${profiled}`}
    >
      <AskForNews />
      <Body />
    </EnginePanel>
  );
}
