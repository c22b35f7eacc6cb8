/** The noise scale of the gradient of a run, measured on fresh training batches while the weights stand still. */
import { noiseSampler, noiseScale, type NoiseSample } from '../../domain/xray/noiseScale.ts';
import { resolve } from '../../domain/config/resolve.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import type { NoiseResult } from '../../protocol/xray.ts';
import { breath } from '../breath.ts';
import { GivenUp, giveUpIf } from '../compress/giveUp.ts';
import type { TrainingSession } from '../train/trainingSession.ts';

export interface Job {
  readonly session: TrainingSession;
  readonly progress: (done: number, of: number) => void;
  readonly cancelled: () => boolean;
}

/** Small batches that make up a large one. */
const partsPerRepeat = 8;

/** Batches of training text that no step has the number of: those of another seed. */
const otherSeed = (seed: number): number => (seed ^ 0x6e6f6973) >>> 0;

/** Null if it was cancelled. */
export async function measureNoise(job: Job, repeats: number): Promise<NoiseResult | null> {
  const { session, progress } = job;
  const { config, data } = session;
  const { definition, settings } = resolve(config).model;
  const time = data.window(definition.context(settings));
  const { batchSize } = config.training;
  const small = Math.max(1, Math.floor(batchSize / partsPerRepeat));
  const sizes = { small, large: small * partsPerRepeat };
  const { step } = session;
  const seed = otherSeed(config.seed);
  const samples: NoiseSample[] = [];
  try {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const sampler = noiseSampler();
      for (let part = 0; part < partsPerRepeat; part++) {
        const draw = repeat * partsPerRepeat + part;
        const batch: TokenBatch = data.batch(seed, draw, small, time);
        sampler.add(Object.values(await session.gradients({ batch, draw })));
        progress(draw + 1, repeats * partsPerRepeat);
        await breath();
        giveUpIf(job);
      }
      samples.push(sampler.sample());
    }
  } catch (thrown) {
    if (thrown instanceof GivenUp) return null;
    throw thrown;
  }
  return { ...noiseScale(samples, sizes), ...sizes, step, time, repeats, batchSize };
}
