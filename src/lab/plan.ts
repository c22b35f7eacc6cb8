/**
 * From the words of the command line to an experiment that can run, or to the one line that says why not. It runs in
 * Node before a browser is started, with the same decoding and validation as the page.
 */
import { diffConfigs } from '../domain/config/diff.ts';
import { setText } from '../domain/config/fromText.ts';
import { parseExperiment } from '../domain/config/json.ts';
import type { ExperimentConfig } from '../domain/config/schema.ts';
import { setValue } from '../domain/config/setValue.ts';
import { decodeUrl, pageKeys } from '../domain/config/url.ts';
import type { Checked } from '../domain/config/validate.ts';
import { reportOf } from '../domain/core/errors.ts';
import { decodeText } from '../domain/data/decodeText.ts';
import { textHash } from '../domain/data/textHash.ts';
import { decodeCheckpoint } from '../domain/files/checkpoint.ts';
import { errorLine, problemLine } from './words.ts';

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
  | { readonly ok: false; readonly message: string };

class Refused extends Error {}

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

function attempt(work: () => Plan): Plan {
  try {
    return work();
  } catch (thrown) {
    return { ok: false, message: thrown instanceof Refused ? thrown.message : errorLine(reportOf(thrown)) };
  }
}

function read({ kind, text }: Experiment): Checked {
  if (kind === 'json') return parseExperiment(text);
  const query = text.indexOf('?');
  return decodeUrl(query < 0 ? `preset=${encodeURIComponent(text)}` : text.slice(query), pageKeys);
}

/** The page mends what it can and says so; a batch run stops instead. */
function accept({ config, problems }: Checked): ExperimentConfig {
  if (problems.length > 0) throw new Refused(`${problemLine(problems)} Nothing was run.`);
  return config;
}

function requireText(config: ExperimentConfig, ownText: string | null): void {
  if (config.data.corpus !== 'own-text' || ownText !== null) return;
  throw new Refused('This experiment uses a text of your own; give it with --text FILE.');
}

function withText(config: ExperimentConfig, ownText: string): ExperimentConfig {
  return setValue(setValue(config, 'data.corpus', 'own-text'), 'data.textHash', textHash(ownText));
}

function applySetting(config: ExperimentConfig, setting: string): ExperimentConfig {
  const at = setting.indexOf('=');
  if (at < 1) throw new Refused(`--set takes path=value, not “${setting}”.`);
  return accept(setText(config, setting.slice(0, at).trim(), setting.slice(at + 1)));
}

/** Going on from a checkpoint may change live settings, such as the number of steps, and nothing else. */
function requireSameStructure(before: ExperimentConfig, after: ExperimentConfig): void {
  const structural = diffConfigs(before, after).filter(({ needsRestart }) => needsRestart);
  if (structural.length === 0) return;
  const list = structural.map(({ path, text }) => `${path} (${text.en})`).join(', ');
  throw new Refused(`The checkpoint was made with other settings that cannot change in the middle of a run: ${list}.`);
}
