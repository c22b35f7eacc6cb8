/** One batch for every step, to time steps on: there is nothing to read, and the loss must fall, or the step does not train. */
import { character } from '../tokenizers/character.ts';
import type { DataSource, TokenBatch } from './contract.ts';

/** A block of the character set that is longer than any vocabulary that steps are timed with. */
const firstCharacter = 0x4e00;

export function fixedBatchSource(batch: TokenBatch, vocabulary: number): DataSource {
  const alphabet = String.fromCodePoint(...Array.from({ length: vocabulary }, (_, i) => firstCharacter + i));
  const { length } = batch.inputs;
  return {
    kind: 'text',
    tokenizer: character.build(alphabet, {}),
    facts: { vocabulary, trainTokens: length, validationTokens: length, bytesPerToken: 1, excerpt: '' },
    tokens: null,
    window: (context) => context,
    batch: () => batch,
    validation: () => [],
    questions: [],
  };
}
