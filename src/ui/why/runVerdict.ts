/**
 * What a finished run says about the next one: it blew up, it was stopped too early, it memorises, or it has learned
 * what a model of its size can. Each with the one change of settings that follows from it.
 */
import { fieldAt, valueAt } from '../../domain/config/fields.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { trainsAsValidated } from '../../domain/config/trainsAsValidated.ts';
import type { MessageKey, MessageValues } from '../../i18n/translate.ts';
import type { Series } from '../../state/contract.ts';

export interface RunVerdict {
  readonly key: MessageKey;
  readonly values: MessageValues;
  /** The change to try, if the experiment has that setting. */
  readonly next: { readonly path: string; readonly value: number; readonly key: MessageKey } | null;
}

/** Share of the run at whose end its slope is measured. */
const tail = 0.2;
/** Relative fall over the tail above which more steps still pay. */
const stillFalling = 0.015;
/** Gap between validation and training, relative to the loss, above which a model memorises; of the same loss only. */
const memorising = 0.08;

/** A setting scaled by a factor, within its limits; null where the experiment does not have it or it is at its limit. */
function scaled(
  config: ExperimentConfig,
  path: string,
  change: (value: number) => number,
  key: MessageKey,
): RunVerdict['next'] {
  const field = fieldAt(config, path);
  if (field?.kind !== 'param' || field.spec.kind !== 'number') return null;
  const { min, max, integer } = field.spec;
  const value = Number(valueAt(config, path));
  const wanted = change(value);
  const next = Math.min(max, Math.max(min, integer ? Math.round(wanted) : Number(wanted.toPrecision(2))));
  return next === value ? null : { path, value: next, key };
}

function valueBefore(series: Series, x: number): number {
  const index = series.x.findLastIndex((at) => at <= x);
  return series.y[Math.max(0, index)] ?? Number.NaN;
}

/**
 * @param validation all validated points against steps.
 * @param train smoothed training loss against steps.
 */
export function runVerdict(
  config: ExperimentConfig,
  validation: Series,
  train: Series,
  uniformLossNats: number,
): RunVerdict | null {
  const last = validation.y.at(-1);
  const end = validation.x.at(-1);
  const trained = train.y.at(-1);
  if (last === undefined || end === undefined || trained === undefined) return null;
  const best = Math.min(...validation.y);
  if (!(last < uniformLossNats) || last > 1.25 * best) {
    const next = scaled(config, 'optimizer.learningRate', (rate) => rate / 4, 'tryLower');
    return { key: 'verdictDiverged', values: { loss: last.toFixed(2), best: best.toFixed(2) }, next };
  }
  const gap = (last - trained) / last;
  if (gap > memorising && trainsAsValidated(config)) {
    const next = scaled(config, 'model.dropout', (rate) => (rate === 0 ? 0.1 : rate * 2), 'tryHigher');
    return { key: 'verdictMemorises', values: { gap: (last - trained).toFixed(2) }, next };
  }
  const before = valueBefore(validation, end * (1 - tail));
  if ((before - last) / last > stillFalling) {
    const next = scaled(config, 'training.steps', (steps) => steps * 2, 'tryHigher');
    return { key: 'verdictUnfinished', values: { fall: (before - last).toFixed(2) }, next };
  }
  const next = scaled(config, 'model.width', (width) => width * 2, 'tryHigher');
  return { key: 'verdictSettled', values: { loss: last.toFixed(2) }, next };
}
