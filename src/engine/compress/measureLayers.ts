/** What the loss on held-out text is without a layer: each left out alone, all others as they are. */
import type { MeasuredLayers } from '../../domain/compression/recipe/applyLayers.ts';
import { blockOf, blocksOf, withZeros } from '../../domain/compression/recipe/blocks.ts';
import { resolve } from '../../domain/config/resolve.ts';
import { productsOf } from '../../domain/models/products.ts';
import type { Engine } from '../backend/engine.ts';
import { breath } from '../breath.ts';
import { createSession } from '../train/session.ts';
import type { TrainingSession } from '../train/trainingSession.ts';

export interface MeasureLayersOptions {
  readonly engine: Engine;
  readonly session: TrainingSession;
  readonly tell: (share: number) => void;
  readonly cancelled: () => boolean;
}

/** As many times the windows of a validation while training. */
const evaluationFactor = 2;

/** Null if it was given up. */
export async function measureLayers({
  engine,
  session,
  tell,
  cancelled,
}: MeasureLayersOptions): Promise<MeasuredLayers | null> {
  const { config, data, step, tensors } = session;
  const { definition, settings } = resolve(config).model;
  const blocks = [...blocksOf(productsOf(definition, settings, data.tokenizer.size)).keys()];
  const weights = await session.evaluatedWeights();
  const loss = async (model: TrainingSession): Promise<number> => {
    const { lossNats } = await model.evaluate(evaluationFactor * config.training.evalWindows, async () => {
      await breath();
      return cancelled();
    });
    return lossNats;
  };
  const whole = await loss(session);
  const withoutLayer = new Map<number, number>();
  for (const block of blocks) {
    if (cancelled()) return null;
    tell(withoutLayer.size / blocks.length);
    const own = tensors.flatMap(({ name }) => (blockOf(name) === block ? [name] : []));
    const start = { step, weights: withZeros(weights, own), state: null };
    const changed = createSession({ engine, config, data, start });
    try {
      withoutLayer.set(block, (await loss(changed)) - whole);
    } finally {
      await changed.dispose();
    }
  }
  return cancelled() ? null : { withoutLayer };
}
