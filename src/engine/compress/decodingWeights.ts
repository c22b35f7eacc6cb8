/** A compressed model as a decoder on typed arrays reads it: matrices compressed, vectors plain. */
import { decode } from '../../domain/compression/encodings/index.ts';
import type { CompressedModel } from '../../domain/compression/recipe/compress.ts';
import type { DecodingWeights } from '../../domain/models/decoding/matrices.ts';
import { executionOf } from './decodingMatrix.ts';

export interface CompressedWeights {
  readonly weights: DecodingWeights;
  /** Matrices that are multiplied as plain f32, in whole or in part: nothing multiplies what is written of them. */
  readonly decoded: readonly string[];
}

export function decodingWeights(model: CompressedModel): CompressedWeights {
  const decoded: string[] = [];
  const weights = Object.fromEntries(
    model.map(({ spec: { name, shape }, encoding }) => {
      if (shape.length < 2) return [name, decode(encoding)];
      const execution = executionOf(encoding);
      if (execution.decoded) decoded.push(name);
      return [name, execution.matrix];
    }),
  );
  return { weights, decoded };
}
