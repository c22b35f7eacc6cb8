/** What the x-ray shows, from the norms of a run: a row for each group of tensors, and one for each tensor of it. */
import { resolve } from '../../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../../domain/config/schema.ts';
import { tensorGroups, type TensorGroup } from '../../../domain/metrics/tensorGroups.ts';
import { normsOf, normsPerTensor, type TensorNorms } from '../../../domain/metrics/tensorNorms.ts';
import { ratioVerdict, updateRatio, type RatioVerdict } from '../../../domain/metrics/updateRatio.ts';
import type { TensorNormRow } from '../../../protocol/protocol.ts';
import type { MetricsReader, Series } from '../../../state/contract.ts';
import { lastMeasured } from '../useSelectedRun.ts';

export interface XrayRow {
  readonly now: TensorNorms;
  /** Ratios of update to weight, by step. */
  readonly ratios: Series;
}

export interface XrayGroup extends XrayRow {
  readonly layer: number | null;
  readonly tensors: readonly (XrayRow & { readonly name: string })[];
}

export interface Xray {
  readonly groups: readonly XrayGroup[];
  /** Of the matrices of the whole model. */
  readonly matrices: XrayRow;
  readonly verdict: RatioVerdict;
}

/** The names of tensors do not depend on the vocabulary; only their sizes do. */
export function groupsOf(config: ExperimentConfig): readonly TensorGroup[] {
  const { definition, settings } = resolve(config).model;
  return tensorGroups(definition.tensors(settings, 1));
}

function rowOf(norms: readonly TensorNormRow[], tensors: readonly number[]): XrayRow {
  const every = norms.map(({ values }) => normsOf(values, tensors));
  return {
    now: every.at(-1) ?? { gradient: Number.NaN, parameter: Number.NaN, update: Number.NaN },
    ratios: { x: Float64Array.from(norms, ({ step }) => step), y: Float64Array.from(every, updateRatio) },
  };
}

/** A verdict looks at the last quarter of what there is. */
const lastPart = <T>(values: readonly T[]): readonly T[] => values.slice(Math.floor(0.75 * values.length));

/** Null where the run has no norms of these tensors. */
export function xrayOf(groups: readonly TensorGroup[], reader: MetricsReader, runId: string): Xray | null {
  const tensors = groups.flatMap((group) => group.tensors);
  const norms = reader.norms(runId).filter(({ values }) => values.length === normsPerTensor * tensors.length);
  if (norms.length === 0) return null;
  const indices = tensors.filter(({ isMatrix }) => isMatrix).map(({ index }) => index);
  const matrices = rowOf(norms, indices);
  const gradients = norms.map(({ values }) => normsOf(values, indices).gradient);
  const rates = reader.series(runId, {
    column: 'learningRate',
    xAxis: 'step',
    range: null,
    maxPoints: 64,
    smoothing: 0,
  }).y;
  return {
    groups: groups.map((group) => ({
      layer: group.layer,
      ...rowOf(
        norms,
        group.tensors.map(({ index }) => index),
      ),
      tensors: group.tensors.map(({ index, name }) => ({ name, ...rowOf(norms, [index]) })),
    })),
    matrices,
    verdict: ratioVerdict({
      ratios: lastPart([...matrices.ratios.y]),
      learningRate: lastMeasured(reader, runId, 'learningRate'),
      peakLearningRate: Math.max(...rates),
      gradients: lastPart(gradients),
      peakGradient: Math.max(...gradients),
    }),
  };
}
