/**
 * The references that kernels are held against, held themselves against PyTorch's golden operations and, for the
 * gradients, against central differences in double precision.
 */
import { describe, expect, test } from 'vitest';
import { addReference } from '../../shaders/add/reference.ts';
import { crossEntropyGradientReference, crossEntropyReference } from '../../shaders/cross-entropy/reference.ts';
import { dropoutReference } from '../../shaders/dropout/reference.ts';
import { embeddingGradientReference, embeddingReference } from '../../shaders/embedding/reference.ts';
import {
  attentionGradientReference,
  attentionReference,
  type AttentionProblem,
} from '../../shaders/flash-attention/reference.ts';
import { geluGradientReference, geluReference } from '../../shaders/gelu/reference.ts';
import { gradNormReference } from '../../shaders/grad-norm/reference.ts';
import { headNormGradientReference, headNormReference } from '../../shaders/head-norm/reference.ts';
import { layerNormGradientReference, layerNormReference } from '../../shaders/layer-norm/reference.ts';
import { columnSumsReference, productReference } from '../../shaders/linear/reference.ts';
import { reluGradientReference, reluReference } from '../../shaders/relu/reference.ts';
import { sumReference } from '../../shaders/sum/reference.ts';
import { swigluGradientReference, swigluReference } from '../../shaders/swiglu/reference.ts';
import { attentionOptions, goldensOf, printed, rowTerms } from '../goldens/goldens.ts';
import { dot, gradientError, normal, relativeError } from './numbers.ts';

describe('attention', () => {
  test.each(goldensOf('attention'))(
    "PyTorch's values: %s",
    (_, { attributes, inputs, output, outputGradient, gradients }) => {
      const [rows = NaN, packed = NaN] = inputs['qkv']?.shape ?? [];
      const [heads, time] = [Number(attributes['heads']), Number(attributes['time'])];
      const { keyValueHeads = heads, mask, positions, window = time } = attentionOptions(attributes);
      const headWidth = packed / (heads + 2 * keyValueHeads);
      const prefix = mask === 'causal' ? 0 : mask.prefix();
      const sizes = { batch: rows / time, time, heads, headWidth, keyValueHeads };
      const shape: AttentionProblem = { ...sizes, prefix, positions, window };
      const qkv = inputs['qkv']?.data ?? [];
      expect(relativeError(attentionReference(qkv, shape).output, output.data)).toBeLessThan(printed);
      const gradient = attentionGradientReference(qkv, outputGradient.data, shape);
      expect(relativeError(gradient, gradients['qkv']?.data ?? [])).toBeLessThan(printed);
    },
  );

  test('gradient by central differences', () => {
    const shape: AttentionProblem = { batch: 2, time: 5, heads: 2, headWidth: 3 };
    const upstream = normal(60, 1);
    const qkv = Float64Array.from(normal(180, 2));
    const loss = (at: Float64Array): number => dot(attentionReference(at, shape).output, upstream);
    expect(gradientError(loss, qkv, attentionGradientReference(qkv, upstream, shape))).toBeLessThan(1e-8);
  });
});

test.each(['rope', 'alibi'] as const)('attention with options: gradient by central differences: %s', (positions) => {
  const shape: AttentionProblem = { batch: 1, time: 5, heads: 4, headWidth: 4, keyValueHeads: 2, prefix: 2, positions };
  const upstream = normal(80, 1);
  const qkv = Float64Array.from(normal(160, 2));
  const loss = (at: Float64Array): number => dot(attentionReference(at, shape).output, upstream);
  expect(gradientError(loss, qkv, attentionGradientReference(qkv, upstream, shape))).toBeLessThan(1e-8);
});

describe('dropout of attention weights', () => {
  const sizes: AttentionProblem = { batch: 2, time: 5, heads: 4, headWidth: 4, keyValueHeads: 2, positions: 'rope' };
  const at = (rate: number, stream: number): AttentionProblem => ({ ...sizes, dropped: { rate, seed: 3, stream } });
  const qkv = Float64Array.from(normal(320, 2));

  test('gradient by central differences at the same masks', () => {
    const upstream = normal(160, 1);
    const shape = at(0.4, 9);
    const loss = (values: Float64Array): number => dot(attentionReference(values, shape).output, upstream);
    expect(gradientError(loss, qkv.slice(), attentionGradientReference(qkv, upstream, shape))).toBeLessThan(1e-8);
  });

  test('a rate of 0 changes nothing; the mean over many masks is what is there without', () => {
    const { output } = attentionReference(qkv, sizes);
    expect(attentionReference(qkv, at(0, 1)).output).toEqual(output);
    const count = 4000;
    const mean = new Float64Array(output.length);
    for (let stream = 0; stream < count; stream++) {
      attentionReference(qkv, at(0.3, stream)).output.forEach(
        (value, i) => (mean[i] = (mean[i] ?? NaN) + value / count),
      );
    }
    // A single output varies by about its own size times √(0.3 / 0.7); five standard errors.
    expect(relativeError(mean, output)).toBeLessThan((5 * Math.sqrt(0.3 / 0.7)) / Math.sqrt(count));
  });
});

test.each(goldensOf('headNorm'))("norms of heads: PyTorch's values: %s", (_, golden) => {
  const { attributes, inputs, output, outputGradient, gradients } = golden;
  const [qkv, queryGain, keyGain] = ['qkv', 'queryGain', 'keyGain'].map((name) => inputs[name]?.data ?? []);
  const [heads, keyValueHeads] = [Number(attributes['heads']), Number(attributes['keyValueHeads'])];
  const headWidth = queryGain?.length ?? NaN;
  const shape = { rows: inputs['qkv']?.shape[0] ?? NaN, heads, keyValueHeads, headWidth, epsilon: 1e-5 };
  const given = [qkv ?? [], queryGain ?? [], keyGain ?? []] as const;
  expect(relativeError(headNormReference(...given, shape), output.data)).toBeLessThan(printed);
  const ours = headNormGradientReference(...given, outputGradient.data, shape);
  expect(relativeError(ours.input, gradients['qkv']?.data ?? [])).toBeLessThan(printed);
  expect(relativeError(ours.queryGain, gradients['queryGain']?.data ?? [])).toBeLessThan(printed);
  expect(relativeError(ours.keyGain, gradients['keyGain']?.data ?? [])).toBeLessThan(printed);
});

describe('cross-entropy', () => {
  test.each(goldensOf('crossEntropy'))("PyTorch's values: %s", (_, { attributes, inputs, output, gradients }) => {
    const logits = inputs['logits']?.data ?? [];
    const targets = inputs['targets']?.data ?? [];
    const weights = inputs['weights']?.data ?? targets.map(() => 1);
    const options = { ...rowTerms(attributes), weights };
    const vocabulary = logits.length / targets.length;
    const counted = targets.reduce((total, target, row) => total + (target < 0 ? 0 : (weights[row] ?? NaN)), 0);
    const sum = crossEntropyReference(logits, targets, vocabulary, options).reduce((total, loss) => total + loss, 0);
    expect(relativeError([sum / counted], output.data)).toBeLessThan(printed);
    const gradient = crossEntropyGradientReference(logits, targets, vocabulary, 1 / counted, options);
    expect(relativeError(gradient, gradients['logits']?.data ?? [])).toBeLessThan(printed);
  });

  test('gradient by central differences', () => {
    const logits = Float64Array.from(normal(4 * 7, 3));
    const targets = [6, -1, 0, 3];
    for (const options of [
      {},
      { smoothing: 0.3, weights: [0.5, 2, 0, 1.5] },
      { focus: 0.5 },
      { focus: 2, smoothing: 0.2, normaliser: 0.01, confidence: 0.3, weights: [0.5, 2, 0, 1.5] },
    ]) {
      const loss = (at: Float64Array): number =>
        0.25 * crossEntropyReference(at, targets, 7, options).reduce((sum, row) => sum + row, 0);
      const gradient = crossEntropyGradientReference(logits, targets, 7, 0.25, options);
      expect(gradientError(loss, logits, gradient)).toBeLessThan(1e-8);
    }
  });
});

describe('linear', () => {
  test.each(goldensOf('linear'))("PyTorch's values: %s", (_, { inputs, output, outputGradient, gradients }) => {
    const [rows = NaN, width = NaN] = inputs['x']?.shape ?? [];
    const columns = output.data.length / rows;
    const values = (name: string): readonly number[] => inputs[name]?.data ?? [];
    const bias = inputs['bias']?.data;
    const product = productReference(values('x'), values('weight'), 'NN', { rows, columns, inner: width });
    const sums = product.map((sum, i) => sum + (bias?.[i % columns] ?? 0));
    expect(relativeError(sums, output.data)).toBeLessThan(printed);
    const upstream = outputGradient.data;
    const actual: Readonly<Record<string, Float64Array>> = {
      x: productReference(upstream, values('weight'), 'NT', { rows, columns: width, inner: columns }),
      weight: productReference(values('x'), upstream, 'TN', { rows: width, columns, inner: rows }),
      bias: columnSumsReference(upstream, columns),
    };
    for (const [name, { data }] of Object.entries(gradients)) {
      expect(relativeError(actual[name], data), name).toBeLessThan(printed);
    }
  });
});

describe('normalisation', () => {
  // What is printed of an input with a large mean has few digits left, hence the goldens' own tolerances.
  test.each(goldensOf('layerNorm'))(
    "PyTorch's values: %s",
    (_, { attributes, inputs, output, outputGradient, gradients, tolerance }) => {
      const [rows = NaN, width = NaN] = inputs['x']?.shape ?? [];
      const shape = { kind: 'layer' as const, rows, width, epsilon: Number(attributes['epsilon']) };
      const values = (name: string): readonly number[] => inputs[name]?.data ?? [];
      const normed = layerNormReference(values('x'), values('gain'), values('bias'), shape);
      expect(relativeError(normed, output.data)).toBeLessThan(tolerance);
      const actual = layerNormGradientReference(values('x'), values('gain'), outputGradient.data, shape);
      expect(relativeError(actual.input, gradients['x']?.data ?? [])).toBeLessThan(tolerance);
      expect(relativeError(actual.gain, gradients['gain']?.data ?? [])).toBeLessThan(tolerance);
      expect(relativeError(actual.bias, gradients['bias']?.data ?? [])).toBeLessThan(tolerance);
    },
  );

  test.each(goldensOf('rmsNorm'))(
    "PyTorch's values by root mean square: %s",
    (_, { attributes, inputs, output, outputGradient, gradients, tolerance }) => {
      const [rows = NaN, width = NaN] = inputs['x']?.shape ?? [];
      const shape = { kind: 'rms' as const, rows, width, epsilon: Number(attributes['epsilon']) };
      const values = (name: string): readonly number[] => inputs[name]?.data ?? [];
      expect(relativeError(layerNormReference(values('x'), values('gain'), null, shape), output.data)).toBeLessThan(
        tolerance,
      );
      const actual = layerNormGradientReference(values('x'), values('gain'), outputGradient.data, shape);
      expect(relativeError(actual.input, gradients['x']?.data ?? [])).toBeLessThan(tolerance);
      expect(relativeError(actual.gain, gradients['gain']?.data ?? [])).toBeLessThan(tolerance);
    },
  );

  test.each(['layer', 'rms'] as const)('gradient by central differences: %s', (kind) => {
    const shape = { kind, rows: 3, width: 5, epsilon: 1e-3 };
    const [gain, bias, upstream] = [normal(5, 6), kind === 'layer' ? normal(5, 7) : null, normal(15, 8)];
    const input = Float64Array.from(normal(15, 9));
    const loss = (at: Float64Array): number => dot(layerNormReference(at, gain, bias, shape), upstream);
    const gradient = layerNormGradientReference(input, gain, upstream, shape).input;
    expect(gradientError(loss, input, gradient)).toBeLessThan(1e-8);
  });
});

test.each(goldensOf('gelu'))("GELU: PyTorch's values: %s", (_, { inputs, output, outputGradient, gradients }) => {
  const input = inputs['x']?.data ?? [];
  expect(relativeError(geluReference(input), output.data)).toBeLessThan(printed);
  const gradient = geluGradientReference(input, outputGradient.data);
  expect(relativeError(gradient, gradients['x']?.data ?? [])).toBeLessThan(printed);
});

test.each(goldensOf('relu'))(
  "ReLU: PyTorch's values: %s",
  (_, { attributes, inputs, output, outputGradient, gradients }) => {
    const input = inputs['x']?.data ?? [];
    const power = Number(attributes['power']);
    expect(relativeError(reluReference(input, power), output.data)).toBeLessThan(printed);
    const gradient = reluGradientReference(input, outputGradient.data, power);
    expect(relativeError(gradient, gradients['x']?.data ?? [])).toBeLessThan(printed);
  },
);

test.each(goldensOf('swiglu'))("SwiGLU: PyTorch's values: %s", (_, { inputs, output, outputGradient, gradients }) => {
  const input = inputs['x']?.data ?? [];
  const width = (inputs['x']?.shape[1] ?? NaN) / 2;
  expect(relativeError(swigluReference(input, width), output.data)).toBeLessThan(printed);
  const gradient = swigluGradientReference(input, outputGradient.data, width);
  expect(relativeError(gradient, gradients['x']?.data ?? [])).toBeLessThan(printed);
});

test.each(goldensOf('embedding'))(
  "embedding: PyTorch's values: %s",
  (_, { inputs, output, outputGradient, gradients }) => {
    const [vocabulary = NaN, width = NaN] = inputs['table']?.shape ?? [];
    const ids = inputs['ids']?.data ?? [];
    expect(relativeError(embeddingReference(ids, inputs['table']?.data ?? [], width), output.data)).toBeLessThan(
      printed,
    );
    const gradient = embeddingGradientReference(ids, outputGradient.data, vocabulary, width);
    expect(relativeError(gradient, gradients['table']?.data ?? [])).toBeLessThan(printed);
  },
);

test.each(goldensOf('addPositions'))(
  "positions: PyTorch's values: %s",
  (_, { inputs, output, outputGradient, gradients }) => {
    const positions = inputs['positions']?.data ?? [];
    expect(relativeError(addReference(inputs['x']?.data ?? [], positions), output.data)).toBeLessThan(printed);
    const upstream = outputGradient.data;
    const shape = { inputs: upstream.length, stride: positions.length, outputs: positions.length };
    expect(relativeError(sumReference(upstream, shape), gradients['positions']?.data ?? [])).toBeLessThan(printed);
  },
);

test('dropout: its gradient is itself, applied to the upstream gradient', () => {
  const input = Float64Array.from(normal(50, 4));
  const upstream = normal(50, 5);
  const loss = (at: Float64Array): number => dot(dropoutReference(at, 1, 2, 0.4), upstream);
  expect(gradientError(loss, input, dropoutReference(upstream, 1, 2, 0.4))).toBeLessThan(1e-8);
});

test("gradient norm: PyTorch's clip_grad_norm_ on a worked example", () => {
  // torch.nn.utils.clip_grad_norm_ on gradients [3, 4] and [12] with max_norm 6.5 returns 13.
  expect(gradNormReference([[3, 4], [12]], 6.5)).toEqual({ norm: 13, factor: 6.5 / (13 + 1e-6), nonFinite: 0 });
  expect(gradNormReference([[3, 4], [12]], 0).factor).toBe(1);
});
