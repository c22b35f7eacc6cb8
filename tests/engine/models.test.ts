/** One training step of each architecture against PyTorch in double precision: logits, loss, every gradient, the update. */
import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/domain/config/resolve.ts';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import type { TokenBatch } from '../../src/domain/data/contract.ts';
import { normsOf } from '../../src/domain/metrics/tensorNorms.ts';
import type { TensorSpec, Weights } from '../../src/domain/models/contract.ts';
import { differentiate, forward } from '../../src/engine/train/differentiate.ts';
import { mapSpecs, type ParameterStore } from '../../src/engine/train/parameters.ts';
import * as tf from '../../src/engine/tf.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import {
  inModelLayout,
  modelGoldens,
  relativeError,
  type GoldenStep,
  type GoldenTensor,
  type ModelGolden,
} from '../goldens/goldens.ts';
import { backends, engineOn } from './engines.ts';
import { decodingOf } from '../../src/domain/models/decoders.ts';

function configOf({ architecture, settings, optimizer }: ModelGolden): ExperimentConfig {
  const { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm } = optimizer;
  return validate({
    model: { architecture, ...settings },
    optimizer: { method: 'adamw', learningRate, beta1, beta2, epsilon, weightDecay },
    regularization: { clipNorm },
  }).config;
}

function batchOf({ inputs, targets }: GoldenStep): TokenBatch {
  const [size = 0, time = 0] = inputs.shape;
  return { inputs: Int32Array.from(inputs.data), targets: Int32Array.from(targets.data), size, time };
}

const golden = (tensors: Readonly<Record<string, GoldenTensor>>, spec: TensorSpec): Float32Array => {
  const tensor = tensors[spec.name];
  if (!tensor) throw new Error(`golden: no tensor ${spec.name}`);
  return inModelLayout(tensor, spec);
};

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

function open(
  engine: Engine,
  file: ModelGolden,
): { store: ParameterStore; specs: readonly TensorSpec[]; config: ExperimentConfig } {
  const config = configOf(file);
  const { model, optimizer } = resolve(config);
  // The goldens use contexts and widths below what the interface offers.
  const specs = model.definition.tensors({ ...model.settings, ...file.settings }, file.vocabulary);
  const store = engine.parameters({
    specs,
    optimizer: optimizer.definition,
    settings: () => ({ ...optimizer.settings, ...file.optimizer }),
    weights: mapSpecs(specs, (spec) => golden(file.weights, spec)),
    state: null,
  });
  return { store, specs, config };
}

describe.each(backends)('%s', (backend) => {
  test.each(Object.entries(modelGoldens))('%s: loss within 1e-5, gradients within 1e-4', async (_, file) => {
    const engine = await engineOn(backend);
    const { store, specs, config } = open(engine, file);
    const { model } = resolve(config);
    for (const step of file.batches) {
      const options = {
        model: model.definition,
        settings: { ...model.settings, ...file.settings },
        weights: store.tensors(),
        batch: () => batchOf(step),
        context: { seed: 1, step: () => 0, training: true },
        ops: engine.ops,
      };
      const logits = tf.tidy(() => forward(options));
      expect(relativeError(await logits.data(), step.logits.data), 'logits').toBeLessThan(2e-5);
      const { loss, gradients } = differentiate(options);
      const [lossNats = Number.NaN] = await loss.data();
      expect(Math.abs(lossNats / step.lossNats - 1), 'loss').toBeLessThan(1e-5);
      for (const spec of specs) {
        const expected = golden(step.gradients, spec);
        const actual = (await gradients[spec.name]?.data()) ?? [];
        expect(relativeError(actual, [...expected]), spec.name).toBeLessThan(1e-4);
      }
      tf.dispose([logits, loss, ...Object.values(gradients)]);
    }
    store.dispose();
  });

  test.each(Object.entries(modelGoldens))(
    '%s: the AdamW update after clipping, and the trajectory',
    async (_, file) => {
      const engine = await engineOn(backend);
      const { store, specs, config } = open(engine, file);
      const { model } = resolve(config);
      const { learningRate, clipNorm } = file.optimizer;
      const losses: number[] = [];
      const norms: number[] = [];
      const weights: Weights<Float32Array>[] = [];
      const reported: Float32Array[] = [];
      for (let i = 0; i < file.trajectoryLossNats.length; i++) {
        const step = file.batches[i % 2] ?? file.batches[0];
        const { loss, gradients } = differentiate({
          model: model.definition,
          settings: { ...model.settings, ...file.settings },
          weights: store.tensors(),
          batch: () => batchOf(step),
          context: { seed: 1, step: () => i, training: true },
          ops: engine.ops,
          ...(store.targets && { targets: store.targets }),
        });
        const { measures, norms: ofTensors } = store.apply(gradients, () => ({ learningRate, step: i + 1, clipNorm }));
        losses.push((await loss.data())[0] ?? Number.NaN);
        norms.push((await measures.data())[0] ?? Number.NaN);
        if (i === 0) weights.push(await store.weights());
        reported.push(Float32Array.from(await ofTensors.data()));
        tf.dispose([loss, measures, ofTensors, ...(store.targets ? [] : Object.values(gradients))]);
      }
      expect(relativeError(losses, file.trajectoryLossNats)).toBeLessThan(1e-4);
      expect(relativeError(norms.slice(0, 1), [file.batches[0].gradNorm]), 'gradient norm').toBeLessThan(1e-4);
      for (const spec of specs) {
        expect(
          relativeError(weights[0]?.[spec.name] ?? [], [...golden(file.weightsAfter, spec)]),
          spec.name,
        ).toBeLessThan(2e-4);
      }
      for (const [tensor, spec] of specs.entries()) {
        const [before, after] = [golden(file.weights, spec), golden(file.weightsAfter, spec)];
        const { gradient, parameter, update } = normsOf(reported[0] ?? [], [tensor]);
        const ofGradient = norm(golden(file.batches[0].gradients, spec));
        expect(relativeError([gradient], [ofGradient]), `norm of the gradient of ${spec.name}`).toBeLessThan(1e-4);
        expect(relativeError([parameter], [norm(after)]), `norm of ${spec.name}`).toBeLessThan(1e-4);
        const moved = after.map((value, n) => value - (before[n] ?? Number.NaN));
        expect(relativeError([update], [norm(moved)]), `update of ${spec.name}`).toBeLessThan(1e-3);
      }
      store.dispose();
    },
  );

  test.each(Object.entries(modelGoldens))(
    '%s: token-by-token decoding gives the logits of the whole window',
    async (_, file) => {
      await engineOn(backend);
      const { model } = resolve(configOf(file));
      const settings = { ...model.settings, ...file.settings };
      const specs = model.definition.tensors(settings, file.vocabulary);
      const decoder = decodingOf(model.definition).decoder(
        settings,
        file.vocabulary,
        mapSpecs(specs, (spec) => golden(file.weights, spec)),
      );
      const [step] = file.batches;
      const { inputs, size, time } = batchOf(step);
      const decoded = [];
      for (let row = 0; row < size; row++) {
        decoder.reset();
        for (let t = 0; t < time; t++) decoded.push(...decoder.step(inputs[row * time + t] ?? 0));
      }
      expect(relativeError(decoded, step.logits.data)).toBeLessThan(1e-4);
    },
  );
});
