/** What every plan of the lab does with settings and texts: take them as they are meant, or refuse them in one line. */
import { setText } from '../domain/config/fromText.ts';
import type { ExperimentConfig } from '../domain/config/schema.ts';
import { setValue } from '../domain/config/setValue.ts';
import type { Checked } from '../domain/config/validate.ts';
import { reportOf } from '../domain/core/errors.ts';
import { textHash } from '../domain/data/textHash.ts';
import { errorLine, problemLine } from './words.ts';

export interface Refusal {
  readonly ok: false;
  readonly message: string;
}

export class Refused extends Error {}

export function attempt<P>(work: () => P): P | Refusal {
  try {
    return work();
  } catch (thrown) {
    return { ok: false, message: thrown instanceof Refused ? thrown.message : errorLine(reportOf(thrown)) };
  }
}

/** The page mends what it can and says so; a batch run stops instead. */
export function accept({ config, problems }: Checked): ExperimentConfig {
  if (problems.length > 0) throw new Refused(`${problemLine(problems)} Nothing was run.`);
  return config;
}

export function requireText(config: ExperimentConfig, ownText: string | null): void {
  if (config.data.corpus !== 'own-text' || ownText !== null) return;
  throw new Refused('This experiment uses a text of your own; give it with --text FILE.');
}

export function withText(config: ExperimentConfig, ownText: string): ExperimentConfig {
  return setValue(setValue(config, 'data.corpus', 'own-text'), 'data.textHash', textHash(ownText));
}

/** @param setting `path=value` */
export function applySetting(config: ExperimentConfig, setting: string): ExperimentConfig {
  const at = setting.indexOf('=');
  if (at < 1) throw new Refused(`--set takes path=value, not “${setting}”.`);
  return accept(setText(config, setting.slice(0, at).trim(), setting.slice(at + 1)));
}
