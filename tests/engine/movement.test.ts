/** Movement pruning while training against PyTorch in double precision: losses, scores, masks and weights of six steps. */
import { describe, expect, test } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { matricesOf } from '../../src/domain/compression/recipe/compress.ts';
import { newPass } from '../../src/domain/compression/recipe/editRecipe.ts';
import { latentOf, type LatentPart } from '../../src/domain/compression/training/latent.ts';
import { movement } from '../../src/domain/compression/training/movement.ts';
import { defaultsOf } from '../../src/domain/core/params.ts';
import { productsOf } from '../../src/domain/models/products.ts';
import { models } from '../../src/domain/models/index.ts';
import { composeWeights, scoresOf } from '../../src/engine/compress/composeWeights.ts';
import { trainingMasks } from '../../src/engine/compress/trainingMasks.ts';
import { trainWeights, type TrainingJob } from '../../src/engine/compress/trainWeights.ts';
import { mapSpecs } from '../../src/engine/train/parameters.ts';
import { inModelLayout, modelGoldens, relativeError, type GoldenStep } from '../goldens/goldens.ts';
import goldens from '../goldens/retraining.json';
import { backends, engineOn } from './engines.ts';

const { settings, lossNats, latent, scoresBeforeTheLast, masks, removed } = goldens.movement;

const batchOf = ({ inputs, targets }: GoldenStep) => {
  const [size = 0, time = 0] = inputs.shape;
  return { inputs: Int32Array.from(inputs.data), targets: Int32Array.from(targets.data), size, time };
};

function goldenModel() {
  const file = modelGoldens[goldens.model];
  if (!file) throw new Error(`golden: no model ${goldens.model}`);
  const { config } = validate({
    model: { architecture: file.architecture, dropout: 0 },
    optimizer: { method: 'adamw' },
    training: { batchSize: file.batches[0].inputs.shape[0] ?? 0 },
  });
  return {
    file,
    config: {
      ...config,
      model: { ...config.model, ...file.settings },
      optimizer: { ...config.optimizer, ...file.optimizer },
      regularization: { ...config.regularization, clipNorm: goldens.clipNorm },
    },
  };
}

/** As much of a session as a pass looks at. */
function sessionOf({ file, config }: ReturnType<typeof goldenModel>): TrainingJob['session'] {
  const data = {
    window: (context: number) => context,
    batch: (_seed: number, step: number) => batchOf(file.batches[step % 2] ?? file.batches[0]),
  };
  return { config, data } as unknown as TrainingJob['session'];
}

describe.each(backends)('%s', (backend) => {
  test('six steps with two cuts', async () => {
    const engine = await engineOn(backend);
    const model = goldenModel();
    const { file, config } = model;
    const definition = models.transformer;
    const modelSettings = { ...defaultsOf(definition.params), ...config.model } as Parameters<
      typeof definition.tensors
    >[0];
    const specs = definition.tensors(modelSettings, file.vocabulary);
    const weights = mapSpecs(specs, (spec) => inModelLayout(file.weights[spec.name] ?? { shape: [], data: [] }, spec));
    const products = productsOf(definition, modelSettings, file.vocabulary);
    const worked = matricesOf({ specs, weights, products }, {});
    const start = latentOf(worked, specs, weights);
    const cutting = movement.cutting?.({ ...defaultsOf(movement.params), ...settings }) ?? null;
    const drawn = trainingMasks(start, cutting, newPass('movement'));
    const composition = { matrices: start.matrices, levels: null, maskOf: (part: LatentPart) => drawn.of(part) };
    const [first] = start.matrices;
    const losses: number[] = [];
    const gone = new Set<number>();
    const trained = await trainWeights({
      engine,
      session: sessionOf(model),
      specs: start.specs,
      values: start.values,
      scores: drawn.scores,
      compose: (values) => composeWeights(values, composition, engine.ops),
      teacher: null,
      ...settings,
      firstBatch: 0,
      async before(step, held) {
        await drawn.renew(step, held);
        const pieces = drawn.onto(worked).flatMap((one) => [...one.pieces]);
        gone.add(pieces.reduce((sum, { mask }) => sum + (mask?.filter((stays) => stays === 0).length ?? 0), 0));
        if (step !== settings.steps - 1) return;
        const summed = (await held.scores())[scoresOf(first?.name ?? '')];
        expect(relativeError(summed ?? [], scoresBeforeTheLast.data)).toBeLessThan(5e-4);
      },
      between(_, loss) {
        losses.push(loss);
        return Promise.resolve();
      },
    });
    expect([...gone]).toEqual(removed);
    expect(relativeError(losses, lossNats)).toBeLessThan(1e-4);
    for (const { name, parts } of start.matrices) {
      expect(Array.from(drawn.of(parts[0])?.() ?? []), name).toEqual(masks[name as keyof typeof masks].data);
    }
    expect(relativeError(trained[first?.name ?? ''] ?? [], latent.data)).toBeLessThan(5e-4);
  });
});
