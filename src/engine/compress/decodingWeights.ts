/** A compressed model as a decoder on typed arrays reads it: matrices compressed, vectors plain. */
import type { Encoding } from '../../domain/compression/encodings/contract.ts';
import { decode } from '../../domain/compression/encodings/index.ts';
import { inputsOf, type CompressedModel } from '../../domain/compression/recipe/compress.ts';
import type { DecodingMatrix, DecodingWeights } from '../../domain/models/decoding/matrices.ts';
import { decodingMatrix } from './decodingMatrix.ts';
import { isDecoded } from './gemvParts.ts';
import { withRoundedInputs } from './roundedInputs.ts';

export function decodingWeights(model: CompressedModel): DecodingWeights {
  // Tensors that share an encoding are one matrix in memory, too.
  const matrices = new Map<Encoding, DecodingMatrix>();
  const matrixOf = (encoding: Encoding): DecodingMatrix => {
    const matrix = matrices.get(encoding) ?? decodingMatrix(encoding);
    matrices.set(encoding, matrix);
    return matrix;
  };
  const weights = model.map(
    ({ spec: { name, shape }, encoding }) => [name, shape.length < 2 ? decode(encoding) : matrixOf(encoding)] as const,
  );
  return withRoundedInputs(Object.fromEntries(weights), inputsOf(model));
}

/** Matrices that are multiplied as plain f32, in whole or in part: nothing multiplies what is written of them. */
export const decodedNames = (model: CompressedModel): readonly string[] =>
  model.filter(({ spec, encoding }) => spec.shape.length === 2 && isDecoded(encoding)).map(({ spec }) => spec.name);
