/** Training that goes on after compression against PyTorch in double precision: losses and latent weights of six steps. */
import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/domain/config/resolve.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { matricesOf } from '../../src/domain/compression/recipe/compress.ts';
import type { Piece, Worked } from '../../src/domain/compression/recipe/pieces.ts';
import { turned } from '../../src/domain/compression/numeric/turned.ts';
import { latentOf, type LatentPart } from '../../src/domain/compression/training/latent.ts';
import { qat } from '../../src/domain/compression/training/qat.ts';
import { defaultsOf } from '../../src/domain/core/params.ts';
import { productsOf } from '../../src/domain/models/products.ts';
import { composeWeights } from '../../src/engine/compress/composeWeights.ts';
import type { DistillationOptions } from '../../src/engine/ops/contract.ts';
import { differentiate } from '../../src/engine/train/differentiate.ts';
import { mapSpecs } from '../../src/engine/train/parameters.ts';
import * as tf from '../../src/engine/tf.ts';
import { inModelLayout, modelGoldens, relativeError, type GoldenStep, type GoldenTensor } from '../goldens/goldens.ts';
import goldens from '../goldens/retraining.json';
import { backends, engineOn } from './engines.ts';

interface Case {
  readonly name: string;
  readonly settings: object | null;
  readonly masks: Readonly<Record<string, GoldenTensor>>;
  /** The model itself, before anything was done to it. */
  readonly teacher?: DistillationOptions;
  readonly lossNats: readonly number[];
  readonly latent: Readonly<Record<string, GoldenTensor>>;
}

const cases: readonly Case[] = goldens.cases;

function goldenModel() {
  const found = modelGoldens[goldens.model];
  if (!found) throw new Error(`golden: no model ${goldens.model}`);
  return found;
}

const batchOf = ({ inputs, targets }: GoldenStep) => {
  const [size = 0, time = 0] = inputs.shape;
  return { inputs: Int32Array.from(inputs.data), targets: Int32Array.from(targets.data), size, time };
};

/** As a pruner would have left it. */
function cut(one: Worked, mask: GoldenTensor | undefined): Worked {
  if (!mask) return one;
  const [piece] = one.pieces;
  const [rows = 0, columns = 0] = mask.shape;
  const stays = turned({ rows, columns, values: Float32Array.from(mask.data) }).values;
  const values = piece.matrix.values.map((value, i) => value * (stays[i] ?? NaN));
  const left: Piece = { ...piece, matrix: { ...piece.matrix, values }, mask: Uint8Array.from(stays) };
  return { ...one, pieces: [left] };
}

describe.each(backends)('%s', (backend) => {
  test.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    async (_, { settings, masks, teacher, lossNats, latent }) => {
      const engine = await engineOn(backend);
      const file = goldenModel();
      const { model, optimizer } = resolve(validate({ model: { architecture: file.architecture } }).config);
      const adamw = resolve(validate({ optimizer: { method: 'adamw' } }).config).optimizer.definition;
      const modelSettings = { ...model.settings, ...file.settings };
      const specs = model.definition.tensors(modelSettings, file.vocabulary);
      const weights = mapSpecs(specs, (spec) =>
        inModelLayout(file.weights[spec.name] ?? { shape: [], data: [] }, spec),
      );
      const products = productsOf(model.definition, modelSettings, file.vocabulary);
      const worked = matricesOf({ specs, weights, products }, {}).map((one) => cut(one, masks[one.name]));
      const start = latentOf(worked, specs, weights);
      const levels = settings && qat.levels({ ...defaultsOf(qat.params), ...settings });
      const maskOf = ({ name }: LatentPart) => {
        const mask = masks[name];
        const values = mask && Float32Array.from(mask.data);
        return values ? () => values : null;
      };
      const composition = { matrices: start.matrices, levels, maskOf };
      const store = engine.parameters({
        specs: start.specs,
        optimizer: adamw,
        settings: () => ({ ...optimizer.settings, ...file.optimizer }),
        weights: start.values,
        state: null,
      });
      const original = mapSpecs(specs, ({ name, shape }) => tf.keep(tf.tensor(weights[name] ?? [], [...shape])));
      const losses: number[] = [];
      for (const i of lossNats.keys()) {
        const { loss, gradients } = differentiate({
          model: model.definition,
          settings: modelSettings,
          weights: store.tensors(),
          compose: (values) => composeWeights(values, composition, engine.ops),
          batch: () => batchOf(file.batches[i % 2] ?? file.batches[0]),
          context: { seed: 1, step: () => i, training: true },
          ops: engine.ops,
          ...(teacher && { teacher: { ...teacher, weights: original } }),
          ...(store.targets && { targets: store.targets }),
        });
        const request = { learningRate: file.optimizer.learningRate, step: i + 1, clipNorm: goldens.clipNorm };
        const { measures, norms } = store.apply(gradients, () => request);
        losses.push((await loss.data())[0] ?? Number.NaN);
        tf.dispose([loss, measures, norms, ...(store.targets ? [] : Object.values(gradients))]);
      }
      expect(relativeError(losses, lossNats)).toBeLessThan(1e-4);
      const trained = await store.weights();
      for (const [name, expected] of Object.entries(latent)) {
        expect(relativeError(trained[name] ?? [], expected.data), name).toBeLessThan(5e-4);
      }
      // What is gone does not even move behind its mask.
      for (const [name, { data }] of Object.entries(masks)) {
        expect(
          data.every((stays, i) => stays === 1 || trained[name]?.[i] === 0),
          name,
        ).toBe(true);
      }
      tf.dispose({ ...original });
      store.dispose();
    },
  );
});
