/** Boxes from the top down, in SVG. Every step can be reached by the Tab key and is read out whole. */
import { type MouseEvent, useState } from 'react';
import type { ModelStep } from '../../../domain/limits/modelSteps.ts';
import { diagramWords, stepWords } from '../../../i18n/diagramWords.ts';
import { fill } from '../../../i18n/translate.ts';
import { useI18n } from '../../context/language.tsx';
import { bytes, compact, inUnit, whole } from '../../format/numbers.ts';
import type { DiagramPart } from './diagramParts.ts';

const [width, rowHeight, headHeight, gap, inset] = [640, 26, 26, 12, 26];
/** Right edges of the columns of numbers. */
const columns = { width: 300, parameters: 410, flops: 525, bytes: 630 } as const;

const heightOf = ({ steps }: DiagramPart): number => headHeight + rowHeight * steps.length + 6;

const shapeText = (shape: readonly number[]): string => `[${shape.join(' × ')}]`;

interface StepRowProps {
  readonly step: ModelStep;
  readonly y: number;
  readonly onPoint: (step: ModelStep) => void;
  readonly onLook: (step: ModelStep) => void;
}

/** A finger that points at a step means to read of it, and has the button for more. */
const isTouch = ({ nativeEvent }: MouseEvent): boolean =>
  'pointerType' in nativeEvent && nativeEvent.pointerType === 'touch';

function StepRow({ step, y, onPoint, onLook }: StepRowProps) {
  const { local } = useI18n();
  const name = local(stepWords[step.op]);
  const shown = {
    width: whole(step.outputs),
    parameters: step.parameters > 0 ? compact(step.parameters) : '–',
    flops: step.flops > 0 ? inUnit(step.flops, 'FLOP') : '–',
    bytes: bytes(step.bytes),
  };
  const values = { name, outputs: shown.width, parameters: whole(step.parameters), flops: inUnit(step.flops, 'FLOP') };
  const said = fill(local(diagramWords.step), { ...values, bytes: shown.bytes });
  return (
    <g
      role="listitem"
      tabIndex={0}
      className="diagram-step"
      aria-label={step.joins ? said + local(diagramWords.joins) : said}
      transform={`translate(0 ${y})`}
      onFocus={() => onPoint(step)}
      onPointerEnter={() => onPoint(step)}
      onClick={(event) => !isTouch(event) && onLook(step)}
      onKeyDown={({ key }) => key === 'Enter' && onLook(step)}
    >
      <rect x={inset} y={1} width={width - inset - 4} height={rowHeight - 2} rx={4} />
      {step.joins && (
        <>
          <path d={`M ${inset} ${rowHeight / 2} H 16`} />
          <text x={11} y={rowHeight / 2 + 4} textAnchor="middle" className="diagram-plus">
            +
          </text>
        </>
      )}
      <text x={inset + 10} y={rowHeight / 2 + 4}>
        {name}
      </text>
      {Object.entries(columns).map(([key, x]) => (
        <text key={key} x={x} y={rowHeight / 2 + 4} textAnchor="end" className="diagram-number">
          {shown[key as keyof typeof columns]}
        </text>
      ))}
    </g>
  );
}

function usePartName(): (part: DiagramPart) => string {
  const { local } = useI18n();
  return ({ kind, first, last }) => {
    if (kind !== 'layer') return local(diagramWords[kind]);
    const values = { first, last, count: last - first + 1 };
    return fill(local(last > first ? diagramWords.layers : diagramWords.layer), values);
  };
}

interface WeightsProps {
  readonly step: ModelStep | null;
  readonly onLook: (step: ModelStep) => void;
}

function Weights({ step, onLook }: WeightsProps) {
  const { local } = useI18n();
  if (step === null) return <p className="small muted">{local(diagramWords.point)}</p>;
  const name = local(stepWords[step.op]);
  if (step.weights.length === 0) return <p className="small muted">{fill(local(diagramWords.noTensors), { name })}</p>;
  return (
    <div className="small">
      {fill(local(diagramWords.tensors), { name })}
      <ul className="diagram-weights mono">
        {step.weights.map((weight) => (
          <li key={weight.name}>
            {weight.name} {shapeText(weight.shape)}
          </li>
        ))}
      </ul>
      <button type="button" className="link small" onClick={() => onLook(step)}>
        {local(diagramWords.look)}
      </button>
    </div>
  );
}

interface DiagramProps {
  readonly parts: readonly DiagramPart[];
  /** Asks for tensors in the optimizer's x-ray. */
  readonly onLook: (tensors: readonly string[]) => void;
}

export function Diagram({ parts, onLook }: DiagramProps) {
  const { local } = useI18n();
  const nameOf = usePartName();
  const [pointed, setPointed] = useState<ModelStep | null>(null);
  const look = ({ weights }: ModelStep): void => {
    if (weights.length > 0) onLook(weights.map(({ name }) => name));
  };
  const tops = parts.map((_, i) => headHeight + parts.slice(0, i).reduce((sum, part) => sum + heightOf(part) + gap, 0));
  const height = (tops.at(-1) ?? 0) + heightOf(parts.at(-1) ?? { kind: 'output', first: 0, last: 0, steps: [] }) + 2;
  return (
    <div className="diagram">
      <svg viewBox={`0 0 ${width} ${height}`} role="group" aria-label={local(diagramWords.diagram)}>
        <g aria-hidden className="diagram-columns">
          {Object.entries(columns).map(([key, x]) => (
            <text key={key} x={x} y={16} textAnchor="end">
              {local(diagramWords[key as keyof typeof columns])}
            </text>
          ))}
        </g>
        <path className="diagram-stream" d={`M 11 ${headHeight} V ${height - 2}`} aria-hidden />
        {parts.map((part, i) => (
          <g key={nameOf(part)} role="list" aria-label={nameOf(part)} transform={`translate(0 ${tops[i]})`}>
            <rect className="diagram-part" x={20} y={0} width={width - 21} height={heightOf(part)} rx={8} />
            <text className="diagram-name" x={inset + 4} y={18} aria-hidden>
              {nameOf(part)}
            </text>
            {part.steps.map((step, row) => (
              // Steps have no names of their own; their order is what they are.
              <StepRow key={row} step={step} y={headHeight + row * rowHeight} onPoint={setPointed} onLook={look} />
            ))}
          </g>
        ))}
      </svg>
      <Weights step={pointed} onLook={look} />
      <p className="small muted">{local(diagramWords.each)}</p>
    </div>
  );
}
