/**
 * What an optimizer moves when a partly compressed model is trained on: the matrices as [inputs, outputs], the factors of a
 * product each by itself, and everything else of the model; and what becomes of the pieces afterwards.
 */
import { finish } from '../contract.ts';
import type { TensorSpec, Weights } from '../../models/contract.ts';
import { weight } from '../../models/initialize.ts';
import { decode } from '../encodings/index.ts';
import { turned } from '../numeric/turned.ts';
import { quantize } from '../quantizers/quantize.ts';
import { goneTensors, withZeros } from '../recipe/blocks.ts';
import { leaderOf, withoutHoles, type Piece, type Worked } from '../recipe/pieces.ts';
import type { TrainedLevels } from './contract.ts';

export interface LatentPart {
  /** Of the latent tensor. */
  readonly name: string;
  /** [outputs, inputs]. */
  readonly piece: Piece;
}

/** A matrix of the model from its latent parts; of two, x · right · left. */
export interface LatentMatrix {
  readonly name: string;
  readonly parts: readonly [LatentPart] | readonly [left: LatentPart, right: LatentPart];
}

export interface Latent {
  readonly specs: readonly TensorSpec[];
  readonly values: Weights<Float32Array>;
  readonly matrices: readonly LatentMatrix[];
}

/** Matrices that share have the same parts, and learn from all their uses. */
function partsOf(one: Worked): LatentMatrix['parts'] {
  const [first, second] = one.pieces;
  const name = leaderOf(one);
  if (!second) return [{ name, piece: first }];
  return [
    { name: `${name}.left`, piece: first },
    { name: `${name}.right`, piece: second },
  ];
}

export function latentOf(
  worked: readonly Worked[],
  specs: readonly TensorSpec[],
  weights: Weights<Float32Array>,
): Latent {
  const matrices = worked.map((one) => ({ name: one.name, parts: partsOf(one) }));
  const followers = new Set(worked.flatMap(({ name, sharedWith }) => (sharedWith === undefined ? [] : [name])));
  const given = withZeros(weights, goneTensors(worked, specs));
  const tensors = specs.flatMap((spec): (readonly [TensorSpec, Float32Array])[] => {
    if (followers.has(spec.name)) return [];
    const parts = matrices.find(({ name }) => name === spec.name)?.parts;
    if (!parts) return [[spec, weight(given, spec.name)]];
    return parts.map(({ name, piece: { matrix } }) => [
      { ...spec, name, shape: [matrix.columns, matrix.rows] },
      turned(matrix).values,
    ]);
  });
  return {
    specs: tensors.map(([spec]) => spec),
    values: Object.fromEntries(tensors.map(([{ name }, values]) => [name, values])),
    matrices,
  };
}

/** The pieces with what training made of them. What was measured of their inputs holds no longer. */
export const trainedPieces = (
  worked: readonly Worked[],
  trained: Weights<Float32Array>,
  levels: TrainedLevels | null,
): readonly Worked[] =>
  worked.map((one) => {
    if (one.gone) return one;
    const pieces = partsOf(one).map(({ name, piece }): Piece => {
      const { rows, columns } = piece.matrix;
      const latent = turned({ rows: columns, columns: rows, values: weight(trained, name) });
      const matrix = { ...latent, values: withoutHoles(latent.values, piece.mask) };
      if (!levels) return { ...piece, matrix, calibration: null };
      const encoding = finish(quantize(levels.quantizer, matrix, levels.settings, null));
      const values = withoutHoles(decode(encoding), piece.mask);
      return { ...piece, matrix: { ...matrix, values }, encoding, calibration: null };
    });
    return { ...one, pieces: pieces as unknown as Worked['pieces'] };
  });
