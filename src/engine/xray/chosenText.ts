/** The text that is looked at, as a batch of one row that fits into the context of the model. */
import { resolve } from '../../domain/config/resolve.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { TextChoice } from '../../protocol/xray.ts';
import type { TrainingSession } from '../train/trainingSession.ts';

export interface ChosenText {
  readonly batch: TokenBatch;
  readonly unknown: number;
  readonly cut: number;
}

/** @param most tokens to read at most, fewer where the context is shorter */
export function chosenText({ config, data }: TrainingSession, choice: TextChoice, most = Infinity): ChosenText {
  const { definition, settings } = resolve(config).model;
  const context = definition.context(settings);
  if (choice.kind === 'held-out') return { ...heldOut(data, choice.index, context, most), unknown: 0 };
  const { ids, unknown } = data.tokenizer.encode(choice.text);
  const time = Math.min(most, context, ids.length);
  if (time === 0) throw new TrimtabError('bad-config', {}, [{ path: 'data', message: nothingToRead }]);
  const inputs = ids.slice(0, time);
  const targets = Int32Array.from({ length: time }, (_, i) => ids[i + 1] ?? -1);
  const batch = data.classes?.lay(inputs, time) ?? { inputs, targets, size: 1, time };
  return { batch, unknown, cut: ids.length - time };
}

const nothingToRead = {
  en: 'The text has no character that the vocabulary of this run knows.',
  zh: '这段文本里没有本次训练的词表认识的字符。',
};

/** The window of that number; the last one beyond it. */
function heldOut(
  data: TrainingSession['data'],
  index: number,
  context: number,
  most: number,
): Pick<ChosenText, 'batch' | 'cut'> {
  const window = data.window(context);
  let found: TokenBatch | null = null;
  let passed = 0;
  for (const batch of data.validation(1, window)) {
    found = batch;
    if (passed++ >= index) break;
  }
  if (!found) throw new TrimtabError('internal', { message: 'there is no held-out text' });
  const time = Math.min(most, found.time);
  const inputs = found.inputs.slice(0, time);
  const batch = data.classes?.lay(inputs, time) ?? { inputs, targets: found.targets.slice(0, time), size: 1, time };
  return { batch, cut: found.time - time };
}
