/**
 * What held-out text says of a model with some of its tensors changed, all others as they are. Every reading is of the same
 * tokens, so that their differences are surer than the losses.
 */
import type { Weights } from '../../domain/models/contract.ts';
import { breath } from '../breath.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { giveUpIf } from './giveUp.ts';

export interface ChangedModel {
  /** Of the model as it is. */
  readonly lossNats: number;
  readonly tokens: number;
  /** Rise of the loss in nats with these in the place of its own. Rejects with `GivenUp`. */
  riseWith(changed: Weights<Float32Array>): Promise<number>;
}

interface Options {
  readonly session: TrainingSession;
  /** Of the session, as it evaluates them. */
  readonly weights: Weights<Float32Array>;
  /** Asked between batches; true gives up. */
  readonly cancelled: () => boolean;
}

/** As many times the windows of a validation while training. */
const evaluationFactor = 2;

/** Reads the model as it is. Rejects with `GivenUp`. */
export async function readChanges(options: Options): Promise<ChangedModel> {
  const { session, weights } = options;
  const read = async (given?: Weights<Float32Array>): Promise<{ lossNats: number; tokens: number }> => {
    giveUpIf(options);
    const windows = evaluationFactor * session.config.training.evalWindows;
    const pause = async (): Promise<boolean> => {
      await breath();
      return options.cancelled();
    };
    const result = await session.evaluate(windows, pause, given);
    giveUpIf(options);
    return result;
  };
  const { lossNats, tokens } = await read();
  return {
    lossNats,
    tokens,
    riseWith: async (changed) => (await read({ ...weights, ...changed })).lossNats - lossNats,
  };
}
