/** The model of an experiment as GGUF, if it is of an architecture that llama.cpp knows. */
import { resolve } from '../../config/resolve.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import { TrimtabError } from '../../core/errors.ts';
import type { Weights } from '../../models/contract.ts';
import type { TransformerSettings } from '../../models/transformer/definition.ts';
import type { Tokenizer } from '../../tokenizers/contract.ts';
import type { ModelFile } from '../exportModel.ts';
import { exportGguf } from './exportGguf.ts';
import type { GgufFormat } from './formats.ts';

/** Throws `no-such-export`. */
export function ggufOf(
  config: ExperimentConfig,
  weights: Weights<Float32Array>,
  tokenizer: Tokenizer,
  format: GgufFormat,
): ModelFile {
  const { model, objective } = resolve(config);
  const { definition, settings } = model;
  if (definition.id !== 'transformer' || objective.definition.looksAhead || objective.definition.answers === 'label') {
    throw new TrimtabError('no-such-export', { format: 'GGUF', supported: 'GPT-2 / LLaMA' });
  }
  // The settings of that definition.
  return exportGguf(settings as TransformerSettings, weights, tokenizer, format);
}
