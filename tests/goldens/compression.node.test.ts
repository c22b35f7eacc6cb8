/** Quantisers against the results of compression.py: numpy, written apart from them. */
import { describe, expect, it } from 'vitest';
import { calibrationOf, outputError } from '../../src/domain/compression/calibration.ts';
import { finish, type Matrix } from '../../src/domain/compression/contract.ts';
import { decode } from '../../src/domain/compression/encodings/index.ts';
import { levelTables } from '../../src/domain/compression/encodings/levelTables.ts';
import { quantizers } from '../../src/domain/compression/quantizers/index.ts';
import { defaultsOf } from '../../src/domain/core/params.ts';
import type { GoldenTensor } from './goldens.ts';
import goldens from './compression.json' with { type: 'json' };

const matrixOf = ({ shape: [rows = 0, columns = 0], data }: GoldenTensor): Matrix => ({
  rows,
  columns,
  values: Float32Array.from(data),
});

const matrix = matrixOf(goldens.matrix);
const searched = matrixOf(goldens.searched);
const calibration = calibrationOf(Float32Array.from(goldens.inputs.data), searched.columns);

const weightsOf = ({ data }: GoldenTensor): Float32Array => Float32Array.from(data);

/** `group` of a golden as our two settings. */
const grouping = (group: number | string) =>
  typeof group === 'number'
    ? ({ granularity: 'group', group } as const)
    : ({ granularity: group === 'row' ? 'row' : 'tensor', group: 32 } as const);

describe('round to nearest', () => {
  const cases = goldens.rtn.map(
    (golden) => [`${golden.bits} bits, ${golden.group}, ${golden.symmetric}, ${golden.clipSearch}`, golden] as const,
  );
  it.each(cases)('%s', (_name, { bits, symmetric, group, clipSearch, weights }) => {
    const encoding = finish(
      quantizers.rtn.quantize(matrix, { bits, symmetric, clip: 1, clipSearch, ...grouping(group) }),
    );
    expect(decode(encoding)).toEqual(weightsOf(weights));
  });
});

describe('levels', () => {
  it('of NF4 are quantiles of the normal distribution', () => {
    expect(levelTables.nf4.values).toEqual(Float32Array.from(goldens.nf4Levels));
  });

  it('NF4', () => {
    const settings = { ...grouping(32), doubleScales: false };
    expect(decode(finish(quantizers.nf4.quantize(matrix, settings)))).toEqual(weightsOf(goldens.nf4));
  });

  it.each(goldens.fp8.map(({ format, weights }) => [format === 'e4m3' ? 'e4m3' : 'e5m2', weights] as const))(
    'FP8 %s',
    (format, weights) => {
      const encoding = finish(quantizers.fp8.quantize(matrix, { format, ...grouping('row') }));
      expect(decode(encoding)).toEqual(weightsOf(weights));
    },
  );
});

it('ternary', () => {
  expect(decode(finish(quantizers.ternary.quantize(matrix, grouping('tensor'))))).toEqual(weightsOf(goldens.ternary));
});

it('binary', () => {
  expect(decode(finish(quantizers.binary.quantize(matrix, grouping('row'))))).toEqual(weightsOf(goldens.binary));
});

describe('blocks of llama.cpp, byte for byte', () => {
  it.each([
    ['q8_0', quantizers['q8-0'], goldens.blocks.q8_0],
    ['q4_0', quantizers['q4-0'], goldens.blocks.q4_0],
  ] as const)('%s', (_name, quantizer, bytes) => {
    const { arrays } = finish(quantizer.quantize(matrix, {}));
    expect(arrays).toEqual({ blocks: Uint8Array.from(bytes) });
  });
});

describe('HQQ', () => {
  it.each(goldens.hqq.map((golden) => [`${golden.bits} bits, ${golden.group}`, golden] as const))(
    '%s',
    (_name, { bits, group, weights }) => {
      const settings = { ...defaultsOf(quantizers.hqq.params), bits, ...grouping(group) };
      expect(decode(finish(quantizers.hqq.quantize(searched, settings)))).toEqual(weightsOf(weights));
    },
  );
});

describe('GPTQ', () => {
  it.each(
    goldens.gptq.map(
      (golden) => [`${golden.bits} bits, ${golden.group}, ${golden.symmetric}, ${golden.actOrder}`, golden] as const,
    ),
  )('%s', (_name, { bits, symmetric, group, damp, actOrder, weights, error }) => {
    const settings = { bits, symmetric, damp, actOrder, ...grouping(group) };
    const values = decode(finish(quantizers.gptq.quantize(searched, settings, calibration)));
    expect(values).toEqual(weightsOf(weights));
    expect(outputError(searched, values, calibration) / error).toBeCloseTo(1, 5);
  });
});

it('AWQ without clipping', () => {
  const { bits, group, error, weights } = goldens.awq;
  const settings = { ...defaultsOf(quantizers.awq.params), bits, ...grouping(group), clipSearch: false };
  const values = decode(finish(quantizers.awq.quantize(searched, settings, calibration)));
  expect(values).toEqual(weightsOf(weights));
  expect(outputError(searched, values, calibration) / error).toBeCloseTo(1, 5);
});
