/** Weights of a model, dense or compressed, as a decoding step on the GPU asks for them. */
import { decode } from '../../../domain/compression/encodings/index.ts';
import { turned } from '../../../domain/compression/numeric/turned.ts';
import type { InputLevels } from '../../../domain/compression/inputs/levels.ts';
import { inputsOf, type CompressedModel } from '../../../domain/compression/recipe/compress.ts';
import { denseTable, type DecodingMatrix } from '../../../domain/models/decoding/matrices.ts';
import type { TensorSpec, Weights } from '../../../domain/models/contract.ts';
import { weight } from '../../../domain/models/initialize.ts';
import type { Product } from '../../../domain/models/products.ts';
import { decodingMatrix } from '../decodingMatrix.ts';
import { densePart, partsOf, type Parts } from '../gemvParts.ts';

export interface LookUpTable extends Pick<DecodingMatrix, 'row' | 'bytes'> {
  readonly columns: number;
}

/** By the names of the tensors. */
export interface StepWeights {
  vector(name: string): Float32Array<ArrayBuffer>;
  /** To be multiplied with on the device. */
  parts(name: string): Parts;
  /** How what goes into it is rounded; null where it is not. */
  inputs(name: string): InputLevels | null;
  /** Rows of it are looked up by the processor. */
  table(name: string): LookUpTable;
}

export function compressedStepWeights(model: CompressedModel): StepWeights {
  const encodings = Object.fromEntries(model.map(({ spec, encoding }) => [spec.name, encoding]));
  const inputs = inputsOf(model);
  return {
    vector: (name) => decode(weight(encodings, name)),
    parts: (name) => partsOf(weight(encodings, name)),
    inputs: (name) => inputs[name] ?? null,
    table(name) {
      const encoding = weight(encodings, name);
      return { ...decodingMatrix(encoding), columns: encoding.columns };
    },
  };
}

export function denseStepWeights(
  specs: readonly TensorSpec[],
  weights: Weights<Float32Array>,
  products: readonly Product[],
): StepWeights {
  const shapeOf = (name: string): readonly number[] => specs.find((spec) => spec.name === name)?.shape ?? [];
  return {
    vector: (name) => Float32Array.from(weight(weights, name)),
    parts(name) {
      const [rows = 0, columns = 0] = shapeOf(name);
      const values = weight(weights, name);
      return products.find((product) => product.name === name)?.inputsFirst === true
        ? [densePart({ inputs: rows, outputs: columns }, turned({ rows, columns, values }).values)]
        : [densePart({ inputs: columns, outputs: rows }, Float32Array.from(values))];
    },
    inputs: () => null,
    table(name) {
      const values = weight(weights, name);
      const columns = shapeOf(name).at(-1) ?? 0;
      return { ...denseTable(values, columns), bytes: values.byteLength, columns };
    },
  };
}
