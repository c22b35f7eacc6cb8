/** The measured signs of failures, from what a run tells of its steps and from a look into the model. */
import { resolve } from '../../config/resolve.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import { median } from '../../metrics/median.ts';
import { normsOf } from '../../metrics/tensorNorms.ts';
import { updateRatio } from '../../metrics/updateRatio.ts';
import type { SignId } from './contract.ts';

export interface Evidence {
  /** Of every step, before clipping. */
  readonly gradNorms: readonly number[];
  /** Norms of every tensor at some of the steps, the first among them. */
  readonly norms: readonly ArrayLike<number>[];
  /** Null before the model was looked into. */
  readonly deadShare: number | null;
  readonly leakShare: number | null;
}

/** Null where it has not been measured. */
export function signValue(sign: SignId, config: ExperimentConfig, evidence: Evidence): number | null {
  switch (sign) {
    case 'update':
      return largest(evidence.norms.map((norms) => updateRatio(normsOf(norms, matricesOf(config)))));
    case 'spike': {
      const highest = largest(evidence.gradNorms);
      return highest === null ? null : highest / median(evidence.gradNorms.filter(Number.isFinite));
    }
    case 'dead':
      return evidence.deadShare;
    case 'leak':
      return evidence.leakShare;
  }
}

function largest(values: readonly number[]): number | null {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? null : Math.max(...finite);
}

/** Only which tensors there are matters here, and that no vocabulary changes. */
function matricesOf(config: ExperimentConfig): readonly number[] {
  const { definition, settings } = resolve(config).model;
  return definition.tensors(settings, 1).flatMap(({ shape }, index) => (shape.length === 2 ? [index] : []));
}
