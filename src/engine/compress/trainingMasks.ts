/** The masks of a pass that trains: those that earlier passes have left, and those that it draws itself between its steps. */
import { turned } from '../../domain/compression/numeric/turned.ts';
import { chosenMatrices, shortMatrix } from '../../domain/compression/recipe/only.ts';
import { withoutHoles, type Piece, type Worked } from '../../domain/compression/recipe/pieces.ts';
import type { RecipePass } from '../../domain/compression/recipe/recipe.ts';
import type { Cutting } from '../../domain/compression/training/contract.ts';
import type { Latent, LatentPart } from '../../domain/compression/training/latent.ts';
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import { scoresOf } from './composeWeights.ts';

/** What a pass can look at between two steps. */
export interface Held {
  weights(): Promise<Weights<Float32Array>>;
  /** By the names of their own. */
  scores(): Promise<Weights<Float32Array>>;
}

export interface TrainingMasks {
  /** See `Composition`. */
  of(part: LatentPart): (() => Float32Array) | null;
  /** What is summed to draw them from. */
  readonly scores: readonly TensorSpec[];
  /** To be waited for before every step. @param step counts from 0 */
  renew(step: number, held: Held): Promise<void>;
  /** The matrices that were trained, with the masks of now. */
  onto(worked: readonly Worked[]): readonly Worked[];
}

interface Mask {
  /** [outputs, inputs]. */
  readonly stays: Uint8Array;
  /** [inputs, outputs], as the backend wants it. */
  readonly values: Float32Array;
}

function maskOf(stays: Uint8Array, { matrix }: Piece): Mask {
  return { stays, values: turned({ ...matrix, values: Float32Array.from(stays) }).values };
}

export function trainingMasks({ matrices }: Latent, cutting: Cutting | null, pass: RecipePass): TrainingMasks {
  const parts = matrices.flatMap((matrix) => matrix.parts);
  const current = new Map<string, Mask>();
  for (const { name, piece } of parts) if (piece.mask) current.set(name, maskOf(piece.mask, piece));
  // Whether there are such matrices was checked before anything was done.
  const own = chosenMatrices(
    pass['only'],
    'only',
    matrices.map(({ name }) => name),
  );
  const cut = cutting
    ? matrices.filter(({ name }) => own?.has(shortMatrix(name)) ?? true).flatMap((matrix) => matrix.parts)
    : [];
  for (const { name, piece } of cut) {
    const all = new Uint8Array(piece.matrix.values.length).fill(1);
    current.set(name, current.get(name) ?? maskOf(all, piece));
  }
  const byMovement = cutting?.by === 'movement';
  return {
    of: ({ name }) => (current.has(name) ? () => current.get(name)?.values ?? new Float32Array() : null),
    scores: byMovement
      ? cut.map(({ name, piece: { matrix } }) => ({
          name: scoresOf(name),
          shape: [matrix.columns, matrix.rows],
          init: { kind: 'constant', value: 0 },
          decay: false,
        }))
      : [],
    async renew(step, held) {
      const share = cutting?.shareFrom(step) ?? null;
      if (!cutting || share === null) return;
      const found = await (byMovement ? held.scores() : held.weights());
      const scored = cut.map(({ name, piece: { matrix, mask } }) => {
        const { rows, columns } = matrix;
        const values = weight(found, byMovement ? scoresOf(name) : name);
        const scores = turned({ rows: columns, columns: rows, values }).values;
        return byMovement
          ? { rows, columns, scores, stays: mask }
          : { rows, columns, scores: scores.map(Math.abs), stays: current.get(name)?.stays ?? null };
      });
      const masks = cutting.masks(share, scored);
      for (const [i, { name, piece }] of cut.entries()) {
        const mask = masks[i];
        if (mask) current.set(name, maskOf(mask, piece));
      }
    },
    onto: (worked) =>
      worked.map((one, i) => {
        const pieces = one.pieces.map((piece, at): Piece => {
          const mask = current.get(matrices[i]?.parts[at]?.name ?? '')?.stays ?? null;
          return { ...piece, mask, matrix: { ...piece.matrix, values: withoutHoles(piece.matrix.values, mask) } };
        });
        return { ...one, pieces: pieces as unknown as Worked['pieces'] };
      }),
  };
}
