/** Compressed matrices times a vector on typed arrays, against decoding, then multiplying in double precision. */
import { expect, test } from 'vitest';
import { linearReference } from '../../shaders/dense-gemv/reference.ts';
import { quantizedCases } from '../../shaders/quantized-linear/cases.ts';
import { sparseCases } from '../../shaders/sparse-linear/cases.ts';
import { finish } from '../../src/domain/compression/contract.ts';
import { encodeBlocks } from '../../src/domain/compression/encodings/blocks.ts';
import type { Encoding } from '../../src/domain/compression/encodings/contract.ts';
import { decode } from '../../src/domain/compression/encodings/index.ts';
import { unpackPlaces } from '../../src/domain/compression/pruners/packSparse.ts';
import { arraysGemv, sparseArraysGemv } from '../../src/engine/compress/executionArrays.ts';
import { executable, executableSparse } from '../../src/engine/compress/executionLayout.ts';
import { formats, madeSparse, twoOfFour } from './encoded.ts';
import { normal, relativeError } from './numbers.ts';

/** Weights are rounded when they are decoded, and results when they are written. */
const tolerance = 3e-7;

function check(encoding: Encoding): void {
  const packed = executable(encoding);
  if (!packed) throw new Error('nothing executes it');
  const { rows, columns } = encoding;
  const multiply = arraysGemv(packed);
  // A second vector meets what the first one left behind.
  for (const stream of [111, 112]) {
    const x = normal(columns, stream);
    const y = new Float32Array(rows).fill(NaN);
    multiply(x, y);
    expect(relativeError(y, linearReference(x, decode(encoding), columns)), `${rows} × ${columns}`).toBeLessThan(
      tolerance,
    );
  }
}

test.each(Object.entries(formats))('%s', (_, made) => {
  for (const { inputs, outputs, group } of quantizedCases) check(made({ rows: outputs, columns: inputs, group }));
});

test.each(['q8_0', 'q4_0'] as const)("llama.cpp's %s", (format) => {
  const matrix = { rows: 5, columns: 96 };
  check(finish(encodeBlocks({ kind: 'blocks', format, ...matrix }, { ...matrix, values: normal(480, 113) })));
});

test('2:4 sparse', () => {
  for (const shape of sparseCases) {
    const packed = madeSparse(shape);
    const x = normal(shape.inputs, 114);
    const y = new Float32Array(shape.outputs).fill(NaN);
    sparseArraysGemv(shape, executableSparse(packed))(x, y);
    const { values } = unpackPlaces(packed, twoOfFour, shape.inputs * shape.outputs);
    expect(relativeError(y, linearReference(x, values, shape.inputs))).toBeLessThan(tolerance);
  }
});
