/** What the loss on held-out text is without a layer: each left out alone, all others as they are. */
import type { MeasuredLayers } from '../../domain/compression/recipe/applyLayers.ts';
import { blockOf, blocksOf, withZeros } from '../../domain/compression/recipe/blocks.ts';
import { resolve } from '../../domain/config/resolve.ts';
import { productsOf } from '../../domain/models/products.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { GivenUp } from './giveUp.ts';
import { readChanges } from './readChanges.ts';

export interface MeasureLayersOptions {
  readonly session: TrainingSession;
  readonly tell: (share: number) => void;
  readonly cancelled: () => boolean;
}

/** Null if it was given up. */
export async function measureLayers({
  session,
  tell,
  cancelled,
}: MeasureLayersOptions): Promise<MeasuredLayers | null> {
  const { config, data, tensors } = session;
  const { definition, settings } = resolve(config).model;
  const blocks = [...blocksOf(productsOf(definition, settings, data.tokenizer.size)).keys()];
  const weights = await session.evaluatedWeights();
  const withoutLayer = new Map<number, number>();
  try {
    const model = await readChanges({ session, weights, cancelled });
    for (const block of blocks) {
      tell(withoutLayer.size / blocks.length);
      const own = tensors.flatMap(({ name }) => (blockOf(name) === block ? [name] : []));
      withoutLayer.set(block, await model.riseWith(withZeros(weights, own)));
    }
  } catch (thrown) {
    if (thrown instanceof GivenUp) return null;
    throw thrown;
  }
  return { withoutLayer };
}
