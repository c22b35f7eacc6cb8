/** What a family of llama.cpp's needs to be told about a model, and where its tensors go. */
import type { Weights } from '../../models/contract.ts';
import type { TransformerSettings } from '../../models/transformer/definition.ts';
import type { GgufMetadata, GgufTensor } from './format.ts';
import type { GgufFormat } from './formats.ts';

export interface GgufFamily {
  /** `general.architecture`. */
  readonly id: 'gpt2' | 'llama';
  holds(settings: TransformerSettings): boolean;
  metadata(settings: TransformerSettings): GgufMetadata;
  tensors(settings: TransformerSettings, weights: Weights<Float32Array>, format: GgufFormat): readonly GgufTensor[];
}
