/**
 * From the words of the command line to an experiment that can run, or to the one line that says why not. It runs in
 * Node before a browser is started, with the same decoding and validation as the page.
 */
import { diffConfigs } from '../domain/config/diff.ts';
import { parseExperiment } from '../domain/config/json.ts';
import type { ExperimentConfig } from '../domain/config/schema.ts';
import { decodeUrl, pageKeys } from '../domain/config/url.ts';
import type { Checked } from '../domain/config/validate.ts';
import { decodeText } from '../domain/data/decodeText.ts';
import { decodeCheckpoint } from '../domain/files/checkpoint.ts';
import { accept, applySetting, attempt, Refused, requireText, type Refusal, withText } from './planParts.ts';

export type Experiment =
  /** An id of a preset, or a link with its query. */
  | { readonly kind: 'address'; readonly text: string }
  /** The contents of an experiment.json. */
  | { readonly kind: 'json'; readonly text: string };

export interface PlanRequest {
  /** Null: the one that the checkpoint carries. */
  readonly experiment: Experiment | null;
  /** `path=value`, in order. */
  readonly set: readonly string[];
  /** The bytes of the person's own text. */
  readonly text: Uint8Array | null;
  /** The bytes of a checkpoint to go on from. */
  readonly checkpoint: Uint8Array | null;
}

export type EvaluationRequest = Pick<PlanRequest, 'text'> & { readonly checkpoint: Uint8Array };

export type Plan =
  | {
      readonly ok: true;
      readonly config: ExperimentConfig;
      readonly ownText: string | null;
      /** Of the checkpoint; 0 without one. */
      readonly step: number;
    }
  | Refusal;

export function planRun({ experiment, set, text, checkpoint }: PlanRequest): Plan {
  return attempt(() => {
    const stored = checkpoint && decodeCheckpoint(checkpoint);
    const base = experiment ? accept(read(experiment)) : stored?.config;
    if (!base) throw new Refused('Say what to run: a preset, an experiment.json or a link.');
    const ownText = text && decodeText(text).text;
    const config = set.reduce(applySetting, ownText === null ? base : withText(base, ownText));
    requireText(config, ownText);
    if (stored) requireSameStructure(stored.config, config);
    return { ok: true, config, ownText, step: stored?.progress.step ?? 0 };
  });
}

export function planEvaluation({ checkpoint, text }: EvaluationRequest): Plan {
  return attempt(() => {
    const { config, progress } = decodeCheckpoint(checkpoint);
    const ownText = text && decodeText(text).text;
    requireText(config, ownText);
    return { ok: true, config: ownText === null ? config : withText(config, ownText), ownText, step: progress.step };
  });
}

function read({ kind, text }: Experiment): Checked {
  if (kind === 'json') return parseExperiment(text);
  const query = text.indexOf('?');
  return decodeUrl(query < 0 ? `preset=${encodeURIComponent(text)}` : text.slice(query), pageKeys);
}

/** Going on from a checkpoint may change live settings, such as the number of steps, and nothing else. */
function requireSameStructure(before: ExperimentConfig, after: ExperimentConfig): void {
  const structural = diffConfigs(before, after).filter(({ needsRestart }) => needsRestart);
  if (structural.length === 0) return;
  const list = structural.map(({ path, text }) => `${path} (${text.en})`).join(', ');
  throw new Refused(`The checkpoint was made with other settings that cannot change in the middle of a run: ${list}.`);
}
