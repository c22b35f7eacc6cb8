/** An opened model in the form in which runs are kept. */
import type { ExperimentConfig } from '../../config/schema.ts';
import { resolve } from '../../config/resolve.ts';
import { encodeCheckpoint, shaped } from '../checkpoint.ts';
import { encodeCompressed } from '../compressedFile.ts';
import type { OpenedFiles } from './contract.ts';

/**
 * Of a model that was compressed while it was read, its compressed file.
 * @param config of the run, which may read another corpus than the file says.
 */
export function storedForm(opened: OpenedFiles, config: ExperimentConfig): Uint8Array<ArrayBuffer> {
  const { weights, state, progress, tokenizer, compressed, inputs } = opened;
  if (weights === null) {
    if (!compressed) throw new Error('neither weights nor their compressed form');
    return encodeCompressed({ ...compressed, config });
  }
  const { definition, settings } = resolve(config).model;
  const specs = definition.tensors(settings, tokenizer.vocabulary);
  return encodeCheckpoint({
    config,
    progress,
    weights: shaped(specs, weights),
    state: Object.fromEntries(Object.entries(state).map(([name, values]) => [name, shaped(specs, values)])),
    ...(inputs && { inputs }),
  });
}
