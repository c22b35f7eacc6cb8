/** Named shapes of the model: a list that says of each what it would change, before it is chosen. Loaded after the page. */
import { useState } from 'react';
import { describeDifferences, diffConfigs } from '../../../domain/config/diff.ts';
import { resolve } from '../../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../../domain/config/schema.ts';
import { parameterCount } from '../../../domain/models/contract.ts';
import type { ModelShape } from '../../../domain/shapes/contract.ts';
import { shapes, withShape } from '../../../domain/shapes/index.ts';
import { shapesWords } from '../../../i18n/shapesWords.ts';
import { fill } from '../../../i18n/translate.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useI18n } from '../../context/language.tsx';
import { compact } from '../../format/numbers.ts';
import { ChevronDownIcon } from '../../primitives/icons.ts';
import { useDataFacts } from '../useDataFacts.ts';

/** More than there are settings: every change is named. */
const all = 99;

function parametersOf(config: ExperimentConfig, vocabulary: number): number {
  const { definition, settings } = resolve(config).model;
  return parameterCount(definition.tensors(settings, vocabulary));
}

function ShapeItem({ shape }: { readonly shape: ModelShape }) {
  const { local } = useI18n();
  const { config: actions } = useActions();
  const config = useAppState((state) => state.config.config);
  const { facts } = useDataFacts();
  const next = withShape(config, shape);
  const differences = diffConfigs(config, next);
  const isNow = differences.length === 0;
  const changes = local(describeDifferences(differences, all));
  return (
    <li>
      <button type="button" className="shape" aria-pressed={isNow} onClick={() => actions.setModel(next.model)}>
        <span className="shape-name">
          {local(shape.name)}
          {facts !== null && (
            <span className="muted small">
              {fill(local(shapesWords.parameters), { count: compact(parametersOf(next, facts.vocabulary)) })}
            </span>
          )}
        </span>
        <span className="small">{local(shape.summary)}</span>
        <span className="small muted">
          {isNow ? local(shapesWords.isNow) : fill(local(shapesWords.sets), { changes })}
        </span>
      </button>
    </li>
  );
}

export function ShapePicker() {
  const { local } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <div className="shapes">
      <button
        type="button"
        className="link small shapes-toggle"
        aria-expanded={open}
        onClick={() => setOpen((before) => !before)}
      >
        <ChevronDownIcon className="icon chevron" aria-hidden />
        {local(shapesWords.shapes)}
      </button>
      {open && (
        <>
          <p className="small muted">{local(shapesWords.shapesHint)}</p>
          <ul aria-label={local(shapesWords.shapes)}>
            {shapes.map((shape) => (
              <ShapeItem key={shape.id} shape={shape} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
