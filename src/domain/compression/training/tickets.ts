/** What a lottery draws: the masks of a round from trained weights, and where the weights that stay start from. */
import type { TensorSpec, Weights } from '../../models/contract.ts';
import { initialWeights, weight } from '../../models/initialize.ts';
import { turned } from '../numeric/turned.ts';
import { nextTicket } from '../pruners/lottery.ts';
import { chosenMatrices, shortMatrix } from '../recipe/only.ts';
import { withoutHoles, type Worked } from '../recipe/pieces.ts';
import type { RecipePass } from '../recipe/recipe.ts';
import type { Rewinding } from './contract.ts';

/** Null where nothing is rewound. */
export function rewoundWeights(
  to: Rewinding['to'],
  specs: readonly TensorSpec[],
  seed: number,
): Weights<Float32Array> | null {
  if (to === 'current') return null;
  return initialWeights(specs, to === 'initial' ? seed : seed + 1);
}

/**
 * A share of what is left goes from the matrices that the pass names, and all start from `start`, or from where they are.
 * @param trained each of one piece; see `orderProblems`
 */
export function ticketsOf(
  trained: readonly Worked[],
  share: number,
  start: Weights<Float32Array> | null,
  pass: RecipePass,
): readonly Worked[] {
  const own = chosenMatrices(
    pass['only'],
    'only',
    trained.map(({ name }) => name),
  );
  return trained.map((one): Worked => {
    const [piece] = one.pieces;
    const { matrix } = piece;
    const left = piece.mask ?? new Uint8Array(matrix.values.length).fill(1);
    const drawn = own?.has(shortMatrix(one.name)) ?? true;
    const mask = drawn ? nextTicket(matrix.values, left, share) : piece.mask;
    const { rows, columns } = matrix;
    const from = start
      ? turned({ rows: columns, columns: rows, values: weight(start, one.name) }).values
      : matrix.values;
    return { ...one, pieces: [{ ...piece, mask, matrix: { rows, columns, values: withoutHoles(from, mask) } }] };
  });
}
