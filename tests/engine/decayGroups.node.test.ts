/** Weight decay by groups, through the store that a run updates: every optimizer of the registry on every architecture. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { defaultConfig } from '../../src/domain/config/defaults.ts';
import { gaussian } from '../../src/domain/core/random.ts';
import { defaultsOf } from '../../src/domain/core/params.ts';
import type { ModelDefinition, TensorSpec, Weights } from '../../src/domain/models/contract.ts';
import { models } from '../../src/domain/models/index.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import type { OptimizerDefinition } from '../../src/domain/optimizers/contract.ts';
import { optimizers } from '../../src/domain/optimizers/index.ts';
import { decayGroups } from '../../src/domain/regularization/regularize.ts';
import * as tf from '../../src/engine/tf.ts';
import { hostParameters } from '../../src/engine/train/hostParameters.ts';
import { mapSpecs } from '../../src/engine/train/parameters.ts';
import { engineOn } from './engines.ts';

// Node has none before 21; an engine tells how many cores there are.
beforeAll(() => void vi.stubGlobal('navigator', { hardwareConcurrency: 1 }));
afterAll(() => void vi.unstubAllGlobals());

const vocabulary = 11;
const sizes = { layers: 1, heads: 2, width: 8, context: 8, history: 2, hidden: 8 };
/** Every kind of tensor that an architecture can have. */
const forms: readonly (readonly [string, ModelDefinition, Readonly<Record<string, string | boolean>>])[] = [
  ...Object.values<ModelDefinition>(models).map((model) => [model.id, model, {}] as const),
  [
    'transformer with norms of queries and a head of its own',
    models.transformer,
    { queryKeyNorm: true, tiedHead: false },
  ],
];

const specsOf = (model: ModelDefinition, form: object): readonly TensorSpec[] => {
  const defaults = defaultsOf(model.params);
  const small = Object.fromEntries(
    Object.entries({ ...sizes, ...form }).filter(([key]) => Object.hasOwn(defaults, key)),
  );
  return model.tensors({ ...defaults, ...small }, vocabulary);
};

async function after(
  optimizer: OptimizerDefinition,
  specs: readonly TensorSpec[],
  weightDecay: number,
): Promise<Weights<Float32Array>> {
  const store = hostParameters({
    specs,
    optimizer,
    settings: () => ({ ...defaultsOf(optimizer.params), learningRate: 0.01, weightDecay }),
    weights: initialWeights(specs, 3),
    state: null,
  });
  for (let step = 1; step <= 3; step++) {
    const gradients = mapSpecs(specs, ({ shape }) => {
      const length = shape.reduce((product, side) => product * side, 1);
      return tf.tensor(
        Float32Array.from({ length }, (_, i) => gaussian(step, length, i)),
        [...shape],
      );
    });
    const outputs = store.apply(gradients, () => ({ learningRate: 0.01, step, clipNorm: 0 }));
    tf.dispose([outputs.measures, outputs.norms, ...Object.values(gradients)]);
  }
  const weights = await store.weights();
  store.dispose();
  return weights;
}

describe.each(Object.values<OptimizerDefinition>(optimizers).map((optimizer) => [optimizer.id, optimizer] as const))(
  '%s',
  (_id, optimizer) => {
    test.each(forms)(
      '%s: norms and biases never decay, embeddings and head on demand, hidden matrices do',
      async (_form, model, form) => {
        await engineOn('cpu');
        const plain = specsOf(model, form);
        for (const decayEmbeddings of ['with', 'without'] as const) {
          const specs = decayGroups(plain, { ...defaultConfig.regularization, decayEmbeddings });
          const [without, decayed] = [await after(optimizer, specs, 0), await after(optimizer, specs, 0.3)];
          const moved = specs.filter(({ name }) =>
            decayed[name]?.some((value, at) => !Object.is(value, without[name]?.[at])),
          );
          // Whatever the definition says: norms and biases are what has one side.
          const expected = specs.filter(
            ({ shape, outer }) => shape.length > 1 && (decayEmbeddings === 'with' || outer !== true),
          );
          expect(moved.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
        }
      },
    );
  },
);
