/** Recipes on whole models: what they promise about zeros, bytes and order, and that a file gives back what went in. */
import { describe, expect, test } from 'vitest';
import { validate } from '../../../../src/domain/config/validate.ts';
import { resolve } from '../../../../src/domain/config/resolve.ts';
import { gaussian } from '../../../../src/domain/core/random.ts';
import { calibrationOf } from '../../../../src/domain/compression/calibration.ts';
import { decode, layoutOf } from '../../../../src/domain/compression/encodings/index.ts';
import { finish, type Calibration } from '../../../../src/domain/compression/contract.ts';
import {
  compress,
  decodeModel,
  modelBytes,
  type CompressedModel,
} from '../../../../src/domain/compression/recipe/compress.ts';
import { encodePlain } from '../../../../src/domain/compression/recipe/pieces.ts';
import { kindOf, passMethods, type PassId } from '../../../../src/domain/compression/recipe/passes.ts';
import type { Recipe } from '../../../../src/domain/compression/recipe/recipe.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';
import { decodeCompressed, encodeCompressed } from '../../../../src/domain/files/compressedFile.ts';
import { readTensors } from '../../../../src/domain/files/safetensors.ts';
import { initialWeights } from '../../../../src/domain/models/initialize.ts';
import { productsOf } from '../../../../src/domain/models/products.ts';

const { config } = validate({ model: { architecture: 'transformer', layers: 1, heads: 2, width: 32, context: 8 } });
const vocabulary = 11;
const { definition, settings } = resolve(config).model;
const specs = definition.tensors(settings, vocabulary);
const products = productsOf(definition, settings, vocabulary);
const weights = initialWeights(specs, 5);

/** Inputs of matrices, correlated so that methods which look at them have something to see. */
const calibrations: Readonly<Record<string, Calibration>> = Object.fromEntries(
  products.map(({ name, inputsFirst }, at) => {
    const columns = specs.find((spec) => spec.name === name)?.shape[inputsFirst ? 0 : 1] ?? 0;
    const inputs = Float32Array.from({ length: 200 * columns }, (_, i) => {
      const token = Math.floor(i / columns);
      return gaussian(1, at, i) + 2 * gaussian(2, at, token) * ((i % columns) % 3);
    });
    return [name, calibrationOf(inputs, columns)];
  }),
);

function made(input: unknown): { readonly recipe: Recipe; readonly model: CompressedModel } {
  const { recipe, problems } = validateRecipe(input);
  expect(problems).toEqual([]);
  return { recipe, model: finish(compress(recipe, { specs, weights, products }, calibrations)) };
}

const layers = products.filter(({ inputsFirst }) => inputsFirst).map(({ name }) => name);

const squaredError = (decoded: Readonly<Record<string, Float32Array>>): number =>
  layers.reduce((sum, name) => {
    const [before = new Float32Array(), after = new Float32Array()] = [weights[name], decoded[name]];
    return sum + before.reduce((own, value, i) => own + (value - (after[i] ?? Number.NaN)) ** 2, 0);
  }, 0);

const indicesWhere = (values: Float32Array = new Float32Array(), wanted: (value: number) => boolean): number[] =>
  Array.from(values.keys()).filter((i) => wanted(values[i] ?? Number.NaN));

const zerosIn = (decoded: Readonly<Record<string, Float32Array>>): number[] =>
  layers.map((name) => (decoded[name] ?? []).filter((value) => value === 0).length / (decoded[name]?.length ?? 0));

test('the products of a Transformer are its layers and the tied head', () => {
  expect(products.filter(({ inputsFirst }) => !inputsFirst).map(({ name }) => name)).toEqual([
    'transformer.wte.weight',
  ]);
  expect(layers.map((name) => name.replace('transformer.h.0.', ''))).toEqual([
    'attn.c_attn.weight',
    'attn.c_proj.weight',
    'mlp.c_fc.weight',
    'mlp.c_proj.weight',
  ]);
});

test('no passes, and everything else as trained: not a bit changes', () => {
  const { model } = made({ rest: 'f32' });
  expect(decodeModel(model)).toEqual(weights);
  expect(modelBytes(model)).toBe(4 * specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0));
});

/** Those that train are run by the engine: tests/engine/trainPasses.test.ts; this model has one layer, layers.test.ts and crossLayer.test.ts have more. */
const oneShot = (Object.keys(passMethods) as PassId[]).filter(
  (id) => kindOf(id) !== 'train' && !['layers', 'cross-layer'].includes(id),
);

describe.each(oneShot)('%s alone', (method) => {
  const { recipe, model } = made({ passes: [{ method }], rest: 'f16' });
  const bytes = encodeCompressed({ config, recipe, vocabulary, model });

  test('a file gives back the same values and the same recipe', () => {
    const read = decodeCompressed(bytes);
    expect(read.recipe).toEqual(recipe);
    expect(read.config).toEqual(config);
    expect(decodeModel(read.model)).toEqual(decodeModel(model));
  });

  test('the file holds the arrays and nothing else', () => {
    const { tensors } = readTensors(bytes);
    expect(Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0)).toBe(modelBytes(model));
  });

  // Folds move size between matrices and norms: tests/domain/compression/recipe/inputs.test.ts.
  test.skipIf(kindOf(method) === 'inputs')('the weights are changed, and not beyond recognition', () => {
    const error = squaredError(decodeModel(model));
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(
      squaredError(Object.fromEntries(layers.map((name) => [name, new Float32Array(10_000)]))),
    );
  });
});

test.each(['rtn', 'gptq', 'hqq', 'nf4', 'ternary', 'binary', 'q4-0', 'codebook'] as const)(
  'what was pruned stays zero when %s follows',
  (method) => {
    const pruned = decodeModel(made({ passes: [{ method: 'magnitude', sparsity: 0.5 }] }).model);
    const both = decodeModel(made({ passes: [{ method: 'magnitude', sparsity: 0.5 }, { method }] }).model);
    for (const name of layers) {
      const holes = indicesWhere(pruned[name], (value) => value === 0);
      expect(holes.length).toBeGreaterThan(0);
      expect(holes.filter((i) => both[name]?.[i] !== 0)).toEqual([]);
    }
    zerosIn(pruned).forEach((share) => expect(share).toBe(0.5));
  },
);

test('pruning what is quantised takes weights away and leaves the others', () => {
  const quantised = decodeModel(made({ passes: [{ method: 'rtn' }] }).model);
  const { model } = made({ passes: [{ method: 'rtn' }, { method: 'magnitude', sparsity: 0.75 }] });
  const both = decodeModel(model);
  for (const name of layers) {
    const kept = indicesWhere(both[name], (value) => value !== 0);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.filter((i) => both[name]?.[i] !== quantised[name]?.[i])).toEqual([]);
  }
  const inner = model.filter(({ spec }) => layers.includes(spec.name));
  expect(inner.map(({ encoding }) => encoding.kind)).toEqual(layers.map(() => 'masked'));
});

test('a hole costs a bit and saves the code: sparse 4-bit weights are as large as the formula says', () => {
  const passes = [
    { method: 'wanda', sparsity: 0.75 },
    { method: 'rtn', bits: 4, symmetric: true },
  ];
  const { model } = made({ passes });
  for (const { spec, encoding } of model) {
    if (!layers.includes(spec.name)) continue;
    const count = encoding.rows * encoding.columns;
    const words = Math.ceil((0.25 * count * 4) / 32);
    expect(Object.values(encoding.arrays).reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(
      count / 8 + 4 * words + 2 * (count / 32),
    );
  }
});

test('factors can be quantised, and a product of thin matrices is smaller than the matrix', () => {
  const passes = [
    { method: 'whitened-svd', fraction: 0.5 },
    { method: 'gptq', bits: 8 },
  ];
  const plain = made({ passes: passes.slice(0, 1), rest: 'f32' }).model;
  const { model } = made({ passes });
  expect(model.map(({ encoding }) => encoding.kind)).toContain('product');
  const ofLayers = (of: CompressedModel): CompressedModel => of.filter(({ inputsFirst }) => inputsFirst);
  expect(modelBytes(ofLayers(model))).toBeLessThan(0.5 * modelBytes(ofLayers(plain)));
  const [before, after] = [decodeModel(plain), decodeModel(model)];
  for (const name of layers) {
    const size = Math.max(...(before[name] ?? []).map(Math.abs));
    before[name]?.forEach((value, i) => expect(Math.abs(value - (after[name]?.[i] ?? NaN))).toBeLessThan(0.2 * size));
  }
});

test('numbers that no pass has quantised follow the format of the rest, or stay f32 beyond the range of f16', () => {
  const passes = [{ method: 'magnitude', sparsity: 0.9 }];
  const numbers = (input: unknown): readonly string[] =>
    made(input).model.flatMap(({ spec, encoding }) =>
      layers.includes(spec.name)
        ? Object.entries(layoutOf(encoding)).flatMap(([name, { dtype }]) => (name.endsWith('values') ? [dtype] : []))
        : [],
    );
  const factored = [{ method: 'svd', fraction: 0.5 }];
  for (const given of [[], passes, factored, [...factored, ...passes]]) {
    expect(new Set(numbers({ passes: given, rest: 'f32' }))).toEqual(new Set(['F32']));
    for (const rest of ['f16', 'int8']) expect(new Set(numbers({ passes: given, rest }))).toEqual(new Set(['F16']));
  }
  expect(encodePlain({ rows: 1, columns: 2, values: Float32Array.of(1, -65504) }, 'f16').format).toBe('f16');
  const beyond = encodePlain({ rows: 1, columns: 2, values: Float32Array.of(1, -65520) }, 'f16');
  expect([beyond.format, ...decode(beyond)]).toEqual(['f32', 1, -65520]);
});

test('embeddings and biases follow the format of the rest', () => {
  const kinds = (rest: string): readonly string[] =>
    made({ rest }).model.flatMap(({ spec, encoding }) =>
      layers.includes(spec.name) ? [] : [encoding.kind === 'float' ? encoding.format : encoding.kind],
    );
  expect(new Set(kinds('f16'))).toEqual(new Set(['f16']));
  expect(new Set(kinds('int8'))).toEqual(new Set(['integer', 'f16']));
});

describe('what people write', () => {
  test('kinds of passes', () => {
    expect(['rtn', 'wanda', 'svd', 'codebook', 'qat'].map((id) => kindOf(id as PassId))).toEqual([
      'quantize',
      'prune',
      'factorize',
      'share',
      'train',
    ]);
  });

  test.each([
    [{ passes: [{ method: 'gptk' }] }, 'passes.0.method', 'gptq'],
    [{ passes: [{ method: 'rtn', bits: 1 }] }, 'passes.0.bits', 2],
    [{ passes: [{ method: 'rtn', group: 33 }] }, 'passes.0.group', 32],
    [{ passes: [{ method: 'wanda', pattern: '2:4', sparsity: 0.7 }] }, 'passes.0.sparsity', 0.5],
    [{ rest: 'f15' }, 'rest', 'f16'],
  ])('%j is repaired to the nearest', (input, path, nearest) => {
    const { recipe, problems } = validateRecipe(input);
    expect(problems.map((problem) => [problem.path, problem.nearest])).toEqual([[path, nearest]]);
    expect(validateRecipe(recipe).problems).toEqual([]);
  });

  test.each([[null], [[]], ['rtn'], [{ passes: 'rtn' }], [{ passes: [7] }], [{ pases: [] }]])('%j is told', (input) => {
    const { recipe, problems } = validateRecipe(input);
    expect(problems.length).toBeGreaterThan(0);
    expect(validateRecipe(recipe).problems).toEqual([]);
  });
});

test.each([
  ['an array that is too short', (text: string) => text.replace(/"rows":32/, '"rows":31')],
  ['a kind that there is not', (text: string) => text.replace(/"kind\\":\\"integer/, '"kind\\":\\"entiger')],
])('a damaged file is refused: %s', (_, damage) => {
  const { recipe, model } = made({ passes: [{ method: 'rtn' }] });
  const bytes = encodeCompressed({ config, recipe, vocabulary, model });
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  const changed = damage(header.replaceAll('\\"rows\\":32', '\\"rows\\":31')).padEnd(length).slice(0, length);
  const broken = bytes.slice();
  broken.set(new TextEncoder().encode(changed), 8);
  expect(() => decodeCompressed(broken)).toThrow(/bad-checkpoint/);
});
