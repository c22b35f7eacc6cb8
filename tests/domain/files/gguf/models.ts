/** Small Transformers that GGUF can hold, with biases and weights of a size that makes every part of them matter. */
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import { gaussian } from '../../../../src/domain/core/random.ts';
import { initialWeights } from '../../../../src/domain/models/initialize.ts';
import { transformer, type TransformerSettings } from '../../../../src/domain/models/transformer/definition.ts';
import type { Tokenizer } from '../../../../src/domain/tokenizers/contract.ts';
import { tokenizers } from '../../../../src/domain/tokenizers/index.ts';

const shapes: Readonly<Record<'gpt2' | 'llama', Partial<TransformerSettings>>> = {
  gpt2: {},
  llama: { norm: 'rms', positions: 'rope', activation: 'swiglu', keyValueHeads: 2 },
};

export const settingsOf = (family: keyof typeof shapes, width = 64): TransformerSettings => ({
  ...defaultsOf(transformer.params),
  width,
  ...shapes[family],
});

export const characters = tokenizers.character.build('The whale, the sea. é中文𝄞 xyz\nabcdefghijklmnop', {});
export const bytes = tokenizers.byte.build('', {});

export function weightsOf(settings: TransformerSettings, tokenizer: Tokenizer): Record<string, Float32Array> {
  const initial = Object.entries(initialWeights(transformer.tensors(settings, tokenizer.size), 7));
  const grown = initial.map(([name, values], k) => {
    const stream = 1000 + k;
    if (name.endsWith('bias')) return [name, values.map((_, i) => 0.3 * gaussian(3, stream, i))] as const;
    if (name.includes('ln_')) return [name, values.map((_, i) => 1 + 0.3 * gaussian(3, stream, i))] as const;
    return [name, values.map((value) => 6 * value)] as const;
  });
  return Object.fromEntries(grown);
}
