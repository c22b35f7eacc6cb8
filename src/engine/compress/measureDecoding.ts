/** What a token costs from the model of a session and from what became of it, and on which machine it costs less. */
import type { CompressedModel } from '../../domain/compression/recipe/compress.ts';
import { resolve } from '../../domain/config/resolve.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { productsOf } from '../../domain/models/products.ts';
import type { DecodingFigures, DecodingMachine } from '../../protocol/execution.ts';
import type { Engine } from '../backend/engine.ts';
import type { TokenReader } from '../generate.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { decodedNames, decodingWeights } from './decodingWeights.ts';
import type { GpuMachine } from './executionGpu.ts';
import { openGpuReader } from './gpu-decoding/openReader.ts';
import { compressedStepWeights, denseStepWeights } from './gpu-decoding/weights.ts';
import { timeDecoding, type TimingOptions } from './timeDecoding.ts';
import { decodingOf } from '../../domain/models/decoders.ts';

type Subject = Pick<TrainingSession, 'config' | 'data' | 'tensors'>;

interface Reader extends TokenReader {
  readonly weightBytes: number;
  readonly cacheBytes: number;
}

/** The model itself and what became of it. */
interface Pair {
  readonly machine: DecodingMachine;
  readonly before: Reader;
  readonly after: Reader;
}

/** Tokens read in a round; fewer where the context is shorter. */
const tokensRead = 32;
/** For a pair. */
const budgetMs = 300;

/** A software adapter is the same processor with more in between, and takes seconds to compile. */
export const decodingGpu = ({ gpu, status }: Engine): GpuMachine | null =>
  status.software ? null : (gpu?.machine ?? null);

/** Null if it was ended. @param weights of the model itself @param gpu to be tried beside typed arrays */
export async function measureDecoding(
  subject: Subject,
  weights: Weights<Float32Array>,
  model: CompressedModel,
  gpu: GpuMachine | null,
  pause: TimingOptions['pause'],
): Promise<DecodingFigures | null> {
  const { config, data, tensors } = subject;
  const { definition, settings } = resolve(config).model;
  const vocabulary = data.tokenizer.size;
  const packed = decodingWeights(model);
  const pairs: Pair[] = [
    {
      machine: 'arrays',
      before: decodingOf(definition).decoder(settings, vocabulary, weights),
      after: decodingOf(definition).decoder(settings, vocabulary, packed),
    },
  ];
  try {
    if (gpu) {
      const dense = denseStepWeights(tensors, weights, productsOf(definition, settings, vocabulary));
      const before = await openGpuReader(gpu, definition, settings, dense);
      const after = await openGpuReader(gpu, definition, settings, compressedStepWeights(model));
      if (before && after) pairs.push({ machine: 'webgpu', before, after });
    }
    const time = Math.min(tokensRead, data.window(definition.context(settings)));
    const tokens = data.batch(config.seed, 0, 1, time).inputs;
    const readers = pairs.flatMap(({ before, after }) => [before, after]);
    const times = await timeDecoding(readers, { tokens, budgetMs: budgetMs * pairs.length, pause });
    return times && fastest(pairs, times, model);
  } finally {
    for (const { before, after } of pairs) for (const reader of [before, after]) reader.dispose?.();
  }
}

/** Of a compressed model that is all there is of it: before and after are the same. Null if it was ended. */
export async function measureAlone(
  { config, data }: Pick<Subject, 'config' | 'data'>,
  model: CompressedModel,
  gpu: GpuMachine | null,
  pause: TimingOptions['pause'],
): Promise<DecodingFigures | null> {
  const { definition, settings } = resolve(config).model;
  const onArrays = decodingOf(definition).decoder(settings, data.tokenizer.size, decodingWeights(model));
  const onGpu = gpu && (await openGpuReader(gpu, definition, settings, compressedStepWeights(model)));
  try {
    const alone = (machine: DecodingMachine, reader: Reader): Pair => ({ machine, before: reader, after: reader });
    const pairs = [alone('arrays', onArrays), ...(onGpu ? [alone('webgpu', onGpu)] : [])];
    const time = Math.min(tokensRead, data.window(definition.context(settings)));
    const tokens = data.batch(config.seed, 0, 1, time).inputs;
    const readers = pairs.map(({ after }) => after);
    const times = await timeDecoding(readers, { tokens, budgetMs: budgetMs * pairs.length, pause });
    return (
      times &&
      fastest(
        pairs,
        times.flatMap((ms) => [ms, ms]),
        model,
      )
    );
  } finally {
    onGpu?.dispose();
  }
}

function fastest(pairs: readonly Pair[], times: readonly number[], model: CompressedModel): DecodingFigures | null {
  const figures = pairs.map(({ machine, before, after }, i): DecodingFigures => {
    const [beforeMs = NaN, afterMs = NaN] = times.slice(2 * i, 2 * i + 2);
    return {
      machine,
      before: { msPerToken: beforeMs, weightBytes: before.weightBytes },
      after: { msPerToken: afterMs, weightBytes: after.weightBytes },
      cacheBytes: after.cacheBytes,
      decoded: decodedNames(model),
    };
  });
  return figures.toSorted((a, b) => a.after.msPerToken - b.after.msPerToken)[0] ?? null;
}
