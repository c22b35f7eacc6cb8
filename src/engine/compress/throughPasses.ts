/** A recipe, pass by pass: those that train run on the backend, the others in stretches between which messages are handled. */
import { onePass, type MeasuredPasses } from '../../domain/compression/recipe/compress.ts';
import { kindOf, needsCalibration } from '../../domain/compression/recipe/passes.ts';
import { withCalibrations } from '../../domain/compression/recipe/pieces.ts';
import { breath } from '../breath.ts';
import { calibrationBatches } from './calibrations.ts';
import { GivenUp, giveUpIf } from './giveUp.ts';
import { measuredPasses } from './measuredPasses.ts';
import type { CompressionOptions } from './runCompression.ts';
import { inStretches } from './stretches.ts';
import { recalibrated, trainPass, type PartlyCompressed } from './trainPass.ts';

/** @throws GivenUp */
export async function throughPasses(options: CompressionOptions, start: PartlyCompressed): Promise<PartlyCompressed> {
  const { engine, session, recipe, tell } = options;
  const measured = await measuredBefore(options);
  let state = start;
  // Training changes what goes into the matrices.
  let stale = false;
  for (const [at, pass] of recipe.passes.entries()) {
    if (kindOf(pass.method) === 'train') {
      const between = async (step: number, steps: number, lossNats: number): Promise<void> => {
        tell('training', step / steps, at, { step, steps, lossNats });
        await breath();
        giveUpIf(options);
      };
      state = await trainPass({ engine, session, pass, original: start.weights, between }, state);
      stale = true;
      continue;
    }
    if (stale && needsCalibration(pass.method)) {
      const pause = readingBatches(options, at);
      const calibrations = await recalibrated(engine, session, state, calibrationBatches(session), pause);
      giveUpIf(options);
      state = { ...state, worked: withCalibrations(state.worked, calibrations) };
      stale = false;
    }
    tell('compressing', 0, at);
    const worked = await inStretches(onePass(pass, at, state.worked, measured), (share) => {
      giveUpIf(options);
      tell('compressing', share, at);
    });
    state = { ...state, worked };
  }
  return state;
}

function readingBatches(options: CompressionOptions, pass: number): () => Promise<boolean> {
  const batches = calibrationBatches(options.session);
  let read = 0;
  return async () => {
    options.tell('calibrating', ++read / batches, pass);
    await breath();
    return options.cancelled();
  };
}

async function measuredBefore(options: CompressionOptions): Promise<MeasuredPasses> {
  const measured = await measuredPasses({ ...options, tell: (share, at) => options.tell('measuring', share, at) });
  if (measured === null) throw new GivenUp();
  return measured;
}
