/** A compressed model that can write, on the machine that it was found to be faster on. */
import type { CompressedModel } from '../../domain/compression/recipe/compress.ts';
import { resolve } from '../../domain/config/resolve.ts';
import { decodingOf } from '../../domain/models/decoders.ts';
import type { CacheBits } from '../../domain/models/decoding/cache.ts';
import type { DecodingMachine } from '../../protocol/execution.ts';
import type { TokenReader } from '../generate.ts';
import type { GpuRuntime } from '../gpu/runtime.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { decodingWeights } from './decodingWeights.ts';
import { openGpuReader } from './gpu-decoding/openReader.ts';
import { compressedStepWeights } from './gpu-decoding/weights.ts';

export interface OpenedDecoder extends TokenReader {
  readonly machine: DecodingMachine;
  readonly cacheBytes: number;
}

/** @param gpu null for typed arrays */
export async function openDecoder(
  { config, data }: Pick<TrainingSession, 'config' | 'data'>,
  model: CompressedModel,
  gpu: Pick<GpuRuntime, 'machine'> | null,
  cacheBits: CacheBits = 32,
): Promise<OpenedDecoder> {
  const { definition, settings } = resolve(config).model;
  const onGpu = gpu
    ? await openGpuReader(gpu.machine, definition, settings, compressedStepWeights(model), cacheBits)
    : null;
  if (onGpu) return { ...onGpu, machine: 'webgpu' };
  const vocabulary = data.tokenizer.size;
  const decoder = decodingOf(definition).decoder(settings, vocabulary, decodingWeights(model), cacheBits);
  return { ...decoder, machine: 'arrays' };
}
