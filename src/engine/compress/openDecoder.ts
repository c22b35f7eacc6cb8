/** A compressed model that can write, on the machine that it was found to be faster on. */
import type { CompressedModel } from '../../domain/compression/recipe/compress.ts';
import { resolve } from '../../domain/config/resolve.ts';
import type { CacheBits } from '../../domain/models/decoding/cache.ts';
import type { TokenReader } from '../generate.ts';
import type { GpuRuntime } from '../gpu/runtime.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { decodingWeights, roundsInputs } from './decodingWeights.ts';
import { openGpuReader } from './gpu-decoding/openReader.ts';
import { compressedStepWeights } from './gpu-decoding/weights.ts';
import { decodingOf } from '../../domain/models/decoders.ts';

/** @param gpu null for typed arrays, which alone can keep keys and values in few bits and round inputs */
export async function openDecoder(
  { config, data }: Pick<TrainingSession, 'config' | 'data'>,
  model: CompressedModel,
  gpu: Pick<GpuRuntime, 'machine'> | null,
  cacheBits: CacheBits = 32,
): Promise<TokenReader> {
  const { definition, settings } = resolve(config).model;
  const onGpu =
    gpu && cacheBits === 32 && !roundsInputs(model)
      ? await openGpuReader(gpu.machine, definition, settings, compressedStepWeights(model))
      : null;
  return onGpu ?? decodingOf(definition).decoder(settings, data.tokenizer.size, decodingWeights(model), cacheBits);
}
