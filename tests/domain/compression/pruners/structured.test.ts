/** Whole units: importances against torch and by hand, and a smaller model that computes what the masked one does. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import { gaussian } from '../../../../src/domain/core/random.ts';
import type { Matrix } from '../../../../src/domain/compression/contract.ts';
import { headFamily, neuronFamily } from '../../../../src/domain/compression/pruners/structured/families.ts';
import {
  blockInfluence,
  headImportance,
  rowNorms,
} from '../../../../src/domain/compression/pruners/structured/importance.ts';
import { keepLayers } from '../../../../src/domain/compression/pruners/structured/layers.ts';
import {
  keepImportant,
  maskUnits,
  shrinkUnits,
  type Tensors,
  type UnitFamily,
} from '../../../../src/domain/compression/pruners/structured/units.ts';
import { initialWeights } from '../../../../src/domain/models/initialize.ts';
import { models } from '../../../../src/domain/models/index.ts';
import { relativeError, type GoldenTensor } from '../../../goldens/goldens.ts';
import { matrixOf, normalMatrix } from '../made.ts';
import { decodingOf } from '../../../../src/domain/models/decoders.ts';

const at = (tensors: Tensors, name: string): Matrix => tensors[name] ?? matrixOf(0, 0, []);

/** W x + b. */
function affine({ rows, columns, values }: Matrix, bias: Matrix, x: readonly number[]): number[] {
  return Array.from({ length: rows }, (_, row) =>
    x.reduce((sum, value, j) => sum + (values[row * columns + j] ?? NaN) * value, bias.values[row] ?? NaN),
  );
}

const inputs = Array.from({ length: 5 }, (_, t) => Array.from({ length: 6 }, (_unused, j) => gaussian(11, t, j)));

describe('neurons of a feed-forward layer', () => {
  const tensors: Tensors = {
    in: normalMatrix(10, 6, 1),
    'in.bias': normalMatrix(10, 1, 2),
    out: normalMatrix(6, 10, 3),
    'out.bias': normalMatrix(6, 1, 4),
  };
  const family = neuronFamily(10, { into: 'in', bias: 'in.bias', outOf: 'out' });
  const gelu = (x: number): number => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  const forward = (of: Tensors): number[] =>
    inputs.flatMap((x) =>
      affine(at(of, 'out'), at(of, 'out.bias'), affine(at(of, 'in'), at(of, 'in.bias'), x).map(gelu)),
    );
  const kept = keepImportant(rowNorms(at(tensors, 'in')), 0.4);

  it('the smaller layer computes what the masked one does, and not what the whole one does', () => {
    const small = shrinkUnits(tensors, family, kept);
    expect(Object.values(small).map(({ rows, columns }) => [rows, columns])).toEqual([
      [6, 6],
      [6, 1],
      [6, 6],
      [6, 1],
    ]);
    expect(relativeError(forward(small), forward(maskUnits(tensors, family, kept)))).toBeLessThan(1e-12);
    expect(relativeError(forward(small), forward(tensors))).toBeGreaterThan(0.01);
    expect(maskUnits(tensors, family, kept)['out.bias']).toBe(tensors['out.bias']);
  });
});

describe('attention heads with a fused query-key-value matrix', () => {
  const size = 3;
  const width = 6;
  const family = headFamily(2, size, { fused: 'qkv', bias: 'qkv.bias', outOf: 'out' });
  const tensors: Tensors = {
    qkv: normalMatrix(3 * width, width, 5),
    'qkv.bias': normalMatrix(3 * width, 1, 6),
    out: normalMatrix(width, width, 7),
    'out.bias': normalMatrix(width, 1, 8),
  };

  /** Causal attention of as many heads as the tensors hold. */
  function forward(of: Tensors): number[] {
    const rows = inputs.map((x) => affine(at(of, 'qkv'), at(of, 'qkv.bias'), x));
    const inner = at(of, 'out').columns;
    const part = (t: number, which: number, head: number): number[] => {
      const start = which * inner + head * size;
      return (rows[t] ?? []).slice(start, start + size);
    };
    const dot = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
    return rows.flatMap((_, t) => {
      const heads = Array.from({ length: inner / size }, (_unused, head) => {
        const scores = rows
          .slice(0, t + 1)
          .map((_row, s) => Math.exp(dot(part(t, 0, head), part(s, 1, head)) / Math.sqrt(size)));
        const sum = scores.reduce((total, score) => total + score, 0);
        return Array.from({ length: size }, (_i, d) =>
          scores.reduce((mixed, score, s) => mixed + (score / sum) * (part(s, 2, head)[d] ?? NaN), 0),
        );
      });
      return affine(at(of, 'out'), at(of, 'out.bias'), heads.flat());
    });
  }

  it.each([0, 1])('without head %i the smaller layer computes what the masked one does', (gone) => {
    const kept = Uint8Array.of(1, 1).with(gone, 0);
    const small = shrinkUnits(tensors, family, kept);
    expect(at(small, 'qkv').rows).toBe(9);
    expect(at(small, 'out').columns).toBe(3);
    expect(relativeError(forward(small), forward(maskUnits(tensors, family, kept)))).toBeLessThan(1e-12);
  });
});

it('a tensor cut along both axes loses both, as a recurrent matrix does', () => {
  const square = matrixOf(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const family: UnitFamily = {
    units: 3,
    cuts: [
      { tensor: 'hh', axis: 'rows', offset: 0, width: 1 },
      { tensor: 'hh', axis: 'columns', offset: 0, width: 1 },
    ],
  };
  expect(shrinkUnits({ hh: square }, family, Uint8Array.of(1, 0, 1))).toEqual({ hh: matrixOf(2, 2, [1, 3, 7, 9]) });
  expect(maskUnits({ hh: square }, family, Uint8Array.of(1, 0, 1))).toEqual({
    hh: matrixOf(3, 3, [1, 0, 3, 0, 0, 0, 7, 0, 9]),
  });
});

describe('layers', () => {
  const settings = { ...defaultsOf(models.transformer.params), layers: 3, heads: 2, width: 8, context: 6, dropout: 0 };
  const weights = Object.fromEntries(
    Object.entries(initialWeights(models.transformer.tensors(settings, 11), 3)).map(([name, values], n) => [
      name,
      values.map((value, i) => value + 0.3 * gaussian(4, n, i)),
    ]),
  );
  const logits = (layers: number, of: Readonly<Record<string, Float32Array>>): number[] => {
    const decoder = decodingOf(models.transformer).decoder({ ...settings, layers }, 11, of);
    decoder.reset();
    return [3, 1, 4, 1, 5].flatMap((token) => [...decoder.step(token)]);
  };

  it('a model without a layer computes what one does whose layer adds nothing', () => {
    const silent = Object.fromEntries(
      Object.entries(weights).map(([name, values]) => [
        name,
        /^transformer\.h\.1\..*c_proj/.test(name) ? values.map(() => 0) : values,
      ]),
    );
    const shorter = keepLayers(weights, /^(transformer\.h\.)(\d+)(\..*)$/, Uint8Array.of(1, 0, 1));
    expect(Object.keys(shorter).length).toBe(Object.keys(weights).length - 12);
    expect(relativeError(logits(2, shorter), logits(3, silent))).toBeLessThan(1e-6);
    expect(relativeError(logits(2, shorter), logits(3, weights))).toBeGreaterThan(0.01);
  });

  it('block influence is 0 for a layer that does nothing, 1 at right angles, 2 for one that turns everything round', () => {
    const x = Float32Array.of(1, 2, 3, 4, 0, 0);
    expect(blockInfluence(x, x, 2)).toBeCloseTo(0, 12);
    expect(
      blockInfluence(
        x,
        x.map((value) => 3 * value),
        2,
      ),
    ).toBeCloseTo(0, 12);
    expect(blockInfluence(Float32Array.of(1, 2), Float32Array.of(-2, 1), 2)).toBeCloseTo(1, 12);
    expect(blockInfluence(Float32Array.of(1, 2), Float32Array.of(-1, -2), 2)).toBeCloseTo(2, 12);
    expect(blockInfluence(Float32Array.of(0, 0, 3, 4), Float32Array.of(1, 0, 4, 3), 2)).toBeCloseTo(1 - 0.96 / 2, 12);
  });
});

describe('importance', () => {
  const { wide, rows } = JSON.parse(
    readFileSync(new URL('../../../goldens/pruning.json', import.meta.url), 'utf8'),
  ) as {
    wide: GoldenTensor;
    rows: { share: number; norms: GoldenTensor; kept: number[] }[];
  };

  it.each(rows)('rows that torch keeps without the share $share', ({ share, norms, kept }) => {
    const importance = rowNorms(matrixOf(6, 16, wide.data));
    expect(relativeError(importance, norms.data)).toBeLessThan(1e-6);
    expect(Array.from(keepImportant(importance, share))).toEqual(kept);
  });

  it('one unit always stays', () => {
    expect(Array.from(keepImportant(Float64Array.of(1, 3, 2), 0.95))).toEqual([0, 1, 0]);
  });

  it('of heads: the size of the sum within an example, the mean of it over examples', () => {
    // Two examples, one token, two heads of two columns.
    const outputs = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const gradients = Float32Array.of(1, -1, 0.5, 0, -1, 0, 0.25, 0.25);
    const importance = headImportance(outputs, gradients, { examples: 2, heads: 2, size: 2 });
    expect(Array.from(importance)).toEqual([(1 + 5) / 2, (1.5 + 3.75) / 2]);
  });
});
