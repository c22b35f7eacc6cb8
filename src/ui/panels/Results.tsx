/** The middle column. */
import { lazy, Suspense, useState } from 'react';
import { LossPanel } from './LossPanel.tsx';
import { PromptPanel } from './PromptPanel.tsx';
import { namesLabels } from '../../domain/objectives/index.ts';
import { useAppState } from '../context/app.tsx';
import { SamplePanel } from './SamplePanel.tsx';
import { SmallCharts } from './SmallCharts.tsx';
import { StatTiles } from './StatTiles.tsx';

/** Below the fold or closed until a person opens them, and no part of the first load. */
const EngineSection = lazy(async () => ({ default: (await import('./engine/EngineSection.tsx')).EngineSection }));
const ConfusionPanel = lazy(async () => ({ default: (await import('../classify/ConfusionPanel.tsx')).ConfusionPanel }));
const LabelPrompt = lazy(async () => ({ default: (await import('../classify/LabelPrompt.tsx')).LabelPrompt }));
const DiagramPanel = lazy(async () => ({ default: (await import('./diagram/DiagramPanel.tsx')).DiagramPanel }));
const XrayPanel = lazy(async () => ({ default: (await import('./xray/XrayPanel.tsx')).XrayPanel }));
const WorkshopPanel = lazy(async () => ({ default: (await import('../workshop/WorkshopPanel.tsx')).WorkshopPanel }));
const RunsPanel = lazy(async () => ({ default: (await import('./RunsPanel.tsx')).RunsPanel }));

export function Results() {
  /** Tensors that the diagram asks the x-ray for; a new list each time. */
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  const labels = useAppState(({ run }) => run.config !== null && namesLabels(run.config));
  return (
    <div className="results-grid">
      <StatTiles />
      <LossPanel />
      <SamplePanel />
      {labels ? (
        <Suspense fallback={null}>
          <LabelPrompt />
          <ConfusionPanel />
        </Suspense>
      ) : (
        <PromptPanel />
      )}
      <SmallCharts />
      <Suspense fallback={null}>
        <DiagramPanel onLook={setAsked} />
      </Suspense>
      <Suspense fallback={null}>
        <XrayPanel asked={asked} />
        <WorkshopPanel />
        <RunsPanel />
        <EngineSection />
      </Suspense>
    </div>
  );
}
