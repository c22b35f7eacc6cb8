/** The architecture as it is set, step by step, with what each step holds and costs. Closed until a person opens it. */
import { useState } from 'react';
import { microBatchRows } from '../../../domain/config/microBatch.ts';
import { resolve } from '../../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../../domain/config/schema.ts';
import { modelSteps } from '../../../domain/limits/modelSteps.ts';
import { diagramWords } from '../../../i18n/diagramWords.ts';
import { useAppState } from '../../context/app.tsx';
import { useI18n } from '../../context/language.tsx';
import { useDataFacts } from '../../settings/useDataFacts.ts';
import { EnginePanel } from '../engine/EnginePanel.tsx';
import { Diagram } from './Diagram.tsx';
import { diagramParts, type DiagramPart } from './diagramParts.ts';

function partsOf(config: ExperimentConfig, vocabulary: number): readonly DiagramPart[] {
  const { definition, settings } = resolve(config).model;
  const time = definition.context(settings);
  return diagramParts(modelSteps(definition, settings, vocabulary, microBatchRows(config.training), time));
}

interface DiagramPanelProps {
  /** A person wants to see how these tensors are trained. */
  readonly onLook: (tensors: readonly string[]) => void;
}

function Body({ onLook }: DiagramPanelProps) {
  const { local } = useI18n();
  const config = useAppState((state) => state.config.config);
  const legal = useAppState((state) => state.config.problems.length === 0);
  const { facts } = useDataFacts();
  if (!legal) return <p className="muted">{local(diagramWords.wrong)}</p>;
  if (facts === null) return <p className="muted">{local(diagramWords.unread)}</p>;
  return <Diagram parts={partsOf(config, facts.vocabulary)} onLook={onLook} />;
}

export function DiagramPanel({ onLook }: DiagramPanelProps) {
  const { local } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <EnginePanel
      subject="model.architecture"
      name={local(diagramWords.diagram)}
      summary={local(diagramWords.diagramHint)}
      open={open}
      onToggle={() => setOpen(!open)}
      growth="once"
    >
      <Body onLook={onLook} />
    </EnginePanel>
  );
}
