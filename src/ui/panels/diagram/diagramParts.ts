/** The steps of a model in the parts in which a person sees them: input, layers, those that are alike as one, output. */
import type { ModelStep } from '../../../domain/limits/modelSteps.ts';

export interface DiagramPart {
  readonly kind: 'input' | 'layer' | 'output';
  /** Layers, counting from 1; 0 for none. */
  readonly first: number;
  readonly last: number;
  /** Of one layer. */
  readonly steps: readonly ModelStep[];
}

/** Leave what they are given as it is where their rate is 0. */
const droppers: ReadonlySet<string> = new Set(['dropout', 'dropLayer']);

/** @param steps those that do nothing, as dropout at 0, left out */
export function diagramParts(steps: readonly ModelStep[]): readonly DiagramPart[] {
  const parts: DiagramPart[] = [];
  for (const step of steps.filter(({ op, bytes }) => !droppers.has(op) || bytes > 0)) {
    const last = parts.at(-1);
    const number = step.layer === null ? 0 : step.layer + 1;
    if (last?.first === number) parts[parts.length - 1] = { ...last, steps: [...last.steps, step] };
    else parts.push({ kind: kindOf(number, parts.length > 0), first: number, last: number, steps: [step] });
  }
  return parts.reduce<DiagramPart[]>((merged, part) => {
    const before = merged.at(-1);
    if (before?.kind === 'layer' && part.kind === 'layer' && signature(before) === signature(part)) {
      merged[merged.length - 1] = { ...before, last: part.last };
    } else merged.push(part);
    return merged;
  }, []);
}

const kindOf = (layer: number, isLater: boolean): DiagramPart['kind'] => {
  if (layer > 0) return 'layer';
  return isLater ? 'output' : 'input';
};

const signature = ({ steps }: DiagramPart): string =>
  JSON.stringify(steps.map(({ op, outputs, parameters, flops, joins }) => [op, outputs, parameters, flops, joins]));
