/** One matrix in every form that we can multiply as it is: its kernels, what they bind, and the same on typed arrays. */
import { dispatch, type Dispatch } from '../../shaders/common/dispatch.ts';
import type { GemvForm } from '../../shaders/common/gemv/form.ts';
import { denseGemv } from '../../shaders/dense-gemv/kernel.ts';
import { int8Feature, int8Gemv } from '../../shaders/int8-linear/kernel.ts';
import { quantizeRows } from '../../shaders/int8-linear/rounding.ts';
import { quantizedExtent, quantizedGemv } from '../../shaders/quantized-linear/kernel.ts';
import { sparseGemv } from '../../shaders/sparse-linear/kernel.ts';
import { finish, type Matrix } from '../../src/domain/compression/contract.ts';
import type { Encoding } from '../../src/domain/compression/encodings/contract.ts';
import { packPlaces } from '../../src/domain/compression/pruners/packSparse.ts';
import { masked, maskByScores } from '../../src/domain/compression/pruners/select.ts';
import { nf4 } from '../../src/domain/compression/quantizers/nf4.ts';
import { rtn } from '../../src/domain/compression/quantizers/rtn.ts';
import { ternary } from '../../src/domain/compression/quantizers/ternary.ts';
import { arraysGemv, sparseArraysGemv, type Gemv } from '../../src/engine/compress/executionArrays.ts';
import { executable, executableSparse, type Executable } from '../../src/engine/compress/executionLayout.ts';

export interface Entrant {
  /** Null where the browser lacks what it takes. */
  readonly dispatches: ((form: GemvForm) => readonly Dispatch[]) | null;
  /** By the names of the bindings, all but x. */
  readonly arrays: Executable['arrays'];
  /** Null where there is nothing of the kind. */
  readonly gemv: Gemv | null;
  /** What the matrix is made of. */
  readonly bytes: number;
}

const grouping = { granularity: 'group', group: 32 } as const;

export function entrantsOf(matrix: Matrix): Readonly<Record<string, Entrant>> {
  const { rows: outputs, columns: inputs } = matrix;
  const shape = { rows: 1, inputs, outputs };
  const whole = (bits: number): Encoding =>
    finish(rtn.quantize(matrix, { bits, symmetric: true, clip: 1, clipSearch: false, ...grouping }));
  const bytes = packed(whole(8));
  const mask = maskByScores(Float64Array.from(matrix.values, Math.abs), 1, { sparsity: 0.5, pattern: '2:4' });
  const pairs = packPlaces({ mask, values: masked(matrix.values, mask) }, { removed: 2, size: 4 });
  const sparse = executableSparse(pairs);
  return {
    f32: {
      dispatches: (form) => [dispatch(denseGemv(form), shape)],
      arrays: { weight: Float32Array.from(matrix.values) },
      gemv: denseArraysGemv(matrix),
      bytes: matrix.values.byteLength,
    },
    int8: quantized(bytes),
    w8a8: {
      dispatches: navigator.gpu.wgslLanguageFeatures.has(int8Feature)
        ? (form) => [
            dispatch(quantizeRows(false), shape),
            dispatch(int8Gemv({ zeros: false, bias: false }, form), { rows: 1, ...bytes.shape }),
          ]
        : null,
      arrays: quantized(bytes).arrays,
      gemv: null,
      bytes: bytesOf(bytes.arrays),
    },
    int4: quantized(packed(whole(4))),
    nf4: quantized(packed(finish(nf4.quantize(matrix, { ...grouping, doubleScales: false })))),
    int2: quantized(packed(whole(2))),
    ternary: quantized(packed(finish(ternary.quantize(matrix, grouping)))),
    sparse: {
      dispatches: (form) => [dispatch(sparseGemv(form, false), shape)],
      arrays: sparse,
      gemv: sparseArraysGemv(shape, sparse),
      bytes: bytesOf(sparse),
    },
  };
}

function packed(encoding: Encoding): Executable {
  const result = executable(encoding);
  if (!result) throw new Error(`nothing executes ${encoding.kind}`);
  return result;
}

function quantized(matrix: Executable): Entrant {
  const shape = { rows: 1, ...matrix.shape };
  return {
    dispatches: (form) => [dispatch(quantizedGemv(matrix.format, form, false), shape)],
    arrays: { ...matrix.arrays, extent: quantizedExtent(matrix.format, shape) },
    gemv: arraysGemv(matrix),
    bytes: bytesOf(matrix.arrays),
  };
}

const bytesOf = (arrays: Executable['arrays']): number =>
  Object.values(arrays).reduce((sum, { byteLength }) => sum + byteLength, 0);

const denseArraysGemv =
  ({ rows, columns, values }: Matrix): Gemv =>
  (x, y) => {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let i = 0; i < columns; i++) sum += (values[row * columns + i] ?? NaN) * (x[i] ?? NaN);
      y[row] = sum;
    }
  };
