/** The middle column. */
import { EngineSection } from './engine/EngineSection.tsx';
import { LossPanel } from './LossPanel.tsx';
import { PromptPanel } from './PromptPanel.tsx';
import { RunsPanel } from './RunsPanel.tsx';
import { SamplePanel } from './SamplePanel.tsx';
import { SmallCharts } from './SmallCharts.tsx';
import { StatTiles } from './StatTiles.tsx';
import { XrayPanel } from './xray/XrayPanel.tsx';

export function Results() {
  return (
    <div className="results-grid">
      <StatTiles />
      <LossPanel />
      <SamplePanel />
      <PromptPanel />
      <SmallCharts />
      <XrayPanel />
      <RunsPanel />
      <EngineSection />
    </div>
  );
}
