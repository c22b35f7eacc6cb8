/** Answers of models that see ahead: which tokens are read together, what is asked, and what is said about it. */
import { describe, expect, it } from 'vitest';
import { character } from '../../src/domain/tokenizers/character.ts';
import { withMask } from '../../src/domain/tokenizers/withMask.ts';
import { fillBlanks } from '../../src/engine/fillBlanks.ts';
import { generate } from '../../src/engine/generate.ts';
import { prefixReader, type RowReader } from '../../src/engine/prefixReader.ts';
import type { SampledToken } from '../../src/protocol/protocol.ts';

const tokenizer = withMask(character.build('abcde', {}));
const { mask, size } = tokenizer;

interface Read {
  readonly text: string;
  readonly prefix: number;
}

/** Expects at every place the letter of the place, and would rather say the mask. */
function reader(time: number): RowReader & { readonly reads: Read[] } {
  const reads: Read[] = [];
  return {
    time,
    reads,
    async read(tokens, prefix) {
      reads.push({ text: tokenizer.decode(tokens), prefix });
      const logits = new Float32Array(tokens.length * size);
      tokens.forEach((_, i) => {
        logits[i * size + (i % 5)] = 3;
        logits[i * size + mask] = 9;
      });
      return logits;
    },
  };
}

async function filled(text: string, time: number, asked?: (place: number) => boolean) {
  const said: { readonly token: SampledToken; readonly given: boolean }[] = [];
  const row = reader(time);
  const { ids } = tokenizer.encode(text);
  const count = await fillBlanks({
    reader: row,
    tokenizer,
    ids,
    ...(asked && { asked }),
    token: (token, given) => said.push({ token, given }) < 0,
  });
  return { count, said, reads: row.reads, text: said.map(({ token }) => token.text).join('') };
}

describe('blanks', () => {
  it('are filled, and the rest stays as it was', async () => {
    const { count, said, text, reads } = await filled('e[MASK]e[MASK]', 8);
    expect([count, text]).toEqual([2, 'ebed']);
    expect(said.map(({ given }) => given)).toEqual([true, false, true, false]);
    expect(reads).toEqual([{ text: 'e▢e▢', prefix: 4 }]);
  });

  it('are never filled with the mask, whatever the model thinks', async () => {
    const { said } = await filled('[MASK]', 8);
    const [{ token } = { token: null }] = said;
    expect(token?.id).toBe(0);
    expect(token?.probability).toBeCloseTo(Math.exp(3) / (Math.exp(3) + 4), 6);
    expect(token?.alternatives.map(({ label }) => label)).not.toContain('▢');
  });

  it('are read window by window, and one is added where there is none', async () => {
    const { reads, text } = await filled('eeeee', 3);
    expect(reads.map((read) => read.text)).toEqual(['eee', 'ee▢']);
    expect(text).toBe('eeeeec');
  });

  it('may be places that hold other tokens', async () => {
    const { text, reads } = await filled('eeee', 8, (place) => place === 2);
    expect([text, reads[0]?.text]).toEqual(['eece', 'eeee']);
  });
});

it('a prompt is read as a whole, what follows token by token, and half of a full context becomes the prompt', async () => {
  const row = reader(6);
  const said: { readonly text: string; readonly probability: number; readonly given: boolean }[] = [];
  const options = { temperature: 0, topK: 0, topP: 1, maxTokens: 4, seed: 1 };
  await generate({
    decoder: prefixReader(row),
    tokenizer,
    prompt: tokenizer.encode('eeee').ids,
    options,
    token: ({ text, probability }, given) => said.push({ text, probability, given }) < 0,
  });
  expect(row.reads).toEqual([
    { text: 'eeee', prefix: 4 },
    { text: 'eeee▢', prefix: 4 },
    { text: 'eeee▢▢', prefix: 4 },
    { text: 'e▢▢▢', prefix: 3 },
    { text: 'e▢▢▢▢', prefix: 3 },
  ]);
  // Nothing is said about tokens that were seen.
  expect(said.filter(({ given }) => given).map(({ probability }) => probability)).toEqual([NaN, NaN, NaN, NaN]);
});
