/** A compressed model as a decoder on typed arrays reads it: matrices compressed, vectors plain. */
import { decode } from '../../domain/compression/encodings/index.ts';
import { inputsOf, type CompressedModel } from '../../domain/compression/recipe/compress.ts';
import type { DecodingWeights } from '../../domain/models/decoding/matrices.ts';
import { decodingMatrix } from './decodingMatrix.ts';
import { isDecoded } from './gemvParts.ts';
import { withRoundedInputs } from './roundedInputs.ts';

export interface CompressedWeights {
  readonly weights: DecodingWeights;
  /** Matrices that are multiplied as plain f32, in whole or in part: nothing multiplies what is written of them. */
  readonly decoded: readonly string[];
}

export const decodingWeights = (model: CompressedModel): CompressedWeights => ({
  weights: withRoundedInputs(
    Object.fromEntries(
      model.map(({ spec: { name, shape }, encoding }) => [
        name,
        shape.length < 2 ? decode(encoding) : decodingMatrix(encoding),
      ]),
    ),
    inputsOf(model),
  ),
  decoded: decodedNames(model),
});

export const decodedNames = (model: CompressedModel): readonly string[] =>
  model.filter(({ spec, encoding }) => spec.shape.length === 2 && isDecoded(encoding)).map(({ spec }) => spec.name);

/** Decoding steps on the GPU multiply with inputs as they are. */
export const roundsInputs = (model: CompressedModel): boolean => model.some(({ inputs }) => inputs !== undefined);
