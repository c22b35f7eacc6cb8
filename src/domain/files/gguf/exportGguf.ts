/** A trained Transformer as one file for llama.cpp. Recurrent networks and other Transformers have no form there. */
import { TrimtabError } from '../../core/errors.ts';
import type { Weights } from '../../models/contract.ts';
import type { TransformerSettings } from '../../models/transformer/definition.ts';
import type { Tokenizer } from '../../tokenizers/contract.ts';
import type { ModelFile } from '../exportModel.ts';
import { writeGguf } from './format.ts';
import { gpt2 } from './gpt2.ts';
import { llama } from './llama.ts';
import type { GgufFormat } from './formats.ts';
import { fileTypes } from './tensorTypes.ts';
import { tokenizerMetadata } from './vocabulary.ts';

const families = [gpt2, llama];

/** Throws `no-such-export` for a Transformer that is neither GPT-2 nor LLaMA, and for weights that f16 cannot hold. */
export function exportGguf(
  settings: TransformerSettings,
  weights: Weights<Float32Array>,
  tokenizer: Tokenizer,
  format: GgufFormat,
): ModelFile {
  const family = families.find((candidate) => candidate.holds(settings));
  if (!family) throw new TrimtabError('no-such-export', { format: 'GGUF', supported: 'GPT-2 / LLaMA' });
  const metadata = {
    'general.architecture': { type: 'string', value: family.id },
    'general.file_type': { type: 'u32', value: fileTypes[format] },
    // Of the layout of blocks.
    'general.quantization_version': { type: 'u32', value: 2 },
    ...family.metadata(settings),
    ...tokenizerMetadata(tokenizer),
  } as const;
  return { name: `model-${format}.gguf`, bytes: writeGguf(metadata, family.tensors(settings, weights, format)) };
}
