/** Batches with hidden tokens: as many in every row, so that none is without any. */
import { random32, randomStream, streams } from '../core/random.ts';
import type { DataSource, TokenBatch } from '../data/contract.ts';
import { withMask, type MaskingTokenizer } from '../tokenizers/withMask.ts';
import type { MaskedSettings } from './maskedLm.ts';

/** Seed of the tokens that validation hides: the same in every run. */
const validationSeed = 0;

export function maskedData(data: DataSource, settings: MaskedSettings): DataSource {
  const tokenizer = withMask(data.tokenizer);
  return {
    ...data,
    tokenizer,
    facts: { ...data.facts, vocabulary: tokenizer.size },
    grades: 'tokens',
    batch: (seed, step, size, time) =>
      hide(data.batch(seed, step, size, time), { seed, row: step * size, tokenizer, settings }),
    *validation(size, time, limit) {
      let row = 0;
      for (const batch of data.validation(size, time, limit)) {
        yield hide(batch, { seed: validationSeed, row, tokenizer, settings });
        row += batch.size;
      }
    },
  };
}

interface Hiding {
  readonly seed: number;
  /** Number of the first row among all. */
  readonly row: number;
  readonly tokenizer: MaskingTokenizer;
  readonly settings: MaskedSettings;
}

function hide(
  { inputs: tokens, targets: next, size, time }: TokenBatch,
  { seed, row, tokenizer, settings }: Hiding,
): TokenBatch {
  const { mask, size: vocabulary } = tokenizer;
  /** Any but the mask. */
  const token = (draw: number): number => (draw < mask ? draw : draw + 1);
  const inputs = tokens.slice();
  const targets = new Int32Array(tokens.length).fill(-1);
  const hidden = Math.max(1, Math.round(settings.share * time));
  const places = new Int32Array(time);
  for (let r = 0; r < size; r++) {
    const random = randomStream(random32(seed, streams.objective, row + r), streams.objective);
    places.forEach((_, i) => (places[i] = i));
    for (let i = 0; i < hidden; i++) {
      // The first places of a shuffle (Fisher–Yates) are a fair choice of so many.
      const other = i + random.below(time - i);
      const place = places[other] ?? 0;
      places[other] = places[i] ?? 0;
      const at = r * time + place;
      targets[at] = tokens[at] ?? -1;
      const fate = random.uniform();
      if (fate < settings.blanked) inputs[at] = mask;
      else if (fate < (1 + settings.blanked) / 2) inputs[at] = token(random.below(vocabulary - 1));
    }
  }
  return { inputs, targets, size, time, prefix: time, plain: { inputs: tokens, targets: next } };
}
