/** The middle column. */
import { lazy, Suspense } from 'react';
import { LossPanel } from './LossPanel.tsx';
import { PromptPanel } from './PromptPanel.tsx';
import { SamplePanel } from './SamplePanel.tsx';
import { SmallCharts } from './SmallCharts.tsx';
import { StatTiles } from './StatTiles.tsx';

/** Below the fold or closed until a person opens them, and no part of the first load. */
const EngineSection = lazy(async () => ({ default: (await import('./engine/EngineSection.tsx')).EngineSection }));
const DiagramPanel = lazy(async () => ({ default: (await import('./diagram/DiagramPanel.tsx')).DiagramPanel }));
const XrayPanel = lazy(async () => ({ default: (await import('./xray/XrayPanel.tsx')).XrayPanel }));
const WorkshopPanel = lazy(async () => ({ default: (await import('../workshop/WorkshopPanel.tsx')).WorkshopPanel }));
const RunsPanel = lazy(async () => ({ default: (await import('./RunsPanel.tsx')).RunsPanel }));

export function Results() {
  return (
    <div className="results-grid">
      <StatTiles />
      <LossPanel />
      <SamplePanel />
      <PromptPanel />
      <SmallCharts />
      <Suspense fallback={null}>
        <DiagramPanel />
      </Suspense>
      <Suspense fallback={null}>
        <XrayPanel />
        <WorkshopPanel />
        <RunsPanel />
        <EngineSection />
      </Suspense>
    </div>
  );
}
