/** What of the golden files can be held against plain TypeScript: tensor lists, incremental decoders, the AdamW update. */
import { describe, expect, it } from 'vitest';
import { numberOps } from '../../src/domain/core/ops.ts';
import { defaultsOf, type ParamSpecs, type Settings } from '../../src/domain/core/params.ts';
import type { Decoder, ModelDefinition, TensorSpec } from '../../src/domain/models/contract.ts';
import { models } from '../../src/domain/models/index.ts';
import { optimizers } from '../../src/domain/optimizers/index.ts';
import {
  inModelLayout,
  meanLossNats,
  modelGoldens,
  relativeError,
  type GoldenStep,
  type ModelGolden,
} from './goldens.ts';
import { decodingOf } from '../../src/domain/models/decoders.ts';

const definitionOf = ({ architecture }: ModelGolden): ModelDefinition => models[architecture];

/** The golden's settings, and the defaults of those that it does not name. */
const settingsOf = (golden: ModelGolden): Settings<ParamSpecs> => ({
  ...defaultsOf(definitionOf(golden).params),
  ...golden.settings,
});

const specsOf = (golden: ModelGolden): readonly TensorSpec[] =>
  definitionOf(golden).tensors(settingsOf(golden), golden.vocabulary);

function decoderOf(golden: ModelGolden): Decoder {
  const weights = Object.fromEntries(
    specsOf(golden).map((spec) => [
      spec.name,
      inModelLayout(golden.weights[spec.name] ?? { shape: [], data: [] }, spec),
    ]),
  );
  return decodingOf(definitionOf(golden)).decoder(settingsOf(golden), golden.vocabulary, weights);
}

function decodedLogits(decoder: Decoder, { inputs }: GoldenStep): number[] {
  const [size = 0, time = 0] = inputs.shape;
  return Array.from({ length: size }, (_, row) => {
    decoder.reset();
    return inputs.data.slice(row * time, (row + 1) * time).flatMap((token) => [...decoder.step(token)]);
  }).flat();
}

/** One AdamW update of every weight on the first batch's gradients, clipped as torch clips. */
function updated({ weights, batches: [{ gradients, gradNorm }], optimizer }: ModelGolden): Record<string, number[]> {
  const clip = Math.min(1, optimizer.clipNorm / (gradNorm + 1e-6));
  const { adamw } = optimizers;
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => {
      const hyper = adamw.hyper(optimizer, optimizer.learningRate, 1, shape.length > 1);
      const gradient = gradients[name]?.data ?? [];
      const update = (parameter: number, i: number): number =>
        adamw.update(numberOps, {
          parameter,
          gradient: clip * (gradient[i] ?? NaN),
          state: { mean: 0, square: 0 },
          hyper,
        }).parameter;
      return [name, data.map(update)];
    }),
  );
}

describe.each(Object.entries(modelGoldens))('golden %s', (_name, golden) => {
  it('has exactly the tensors of the definition, in the exported shapes', () => {
    const expected = specsOf(golden).map(({ name, shape, exportTransposed }) => [
      name,
      exportTransposed === true ? shape.toReversed() : shape,
    ]);
    const shapes = Object.entries(golden.weights).map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(shapes)).toEqual(Object.fromEntries(expected));
  });

  it.each(golden.batches.map((step, index) => [index, step] as const))(
    'decoder equals PyTorch on batch %i',
    (_index, step) => {
      const logits = decodedLogits(decoderOf(golden), step);
      expect(relativeError(logits, step.logits.data)).toBeLessThan(1e-5);
      expect(Math.abs(meanLossNats(logits, step.targets.data, golden.vocabulary) / step.lossNats - 1)).toBeLessThan(
        1e-5,
      );
    },
  );

  it('AdamW update equals PyTorch', () => {
    const actual = updated(golden);
    for (const [name, { data }] of Object.entries(golden.weightsAfter)) {
      expect(relativeError(actual[name] ?? [], data), name).toBeLessThan(1e-6);
    }
  });
});
