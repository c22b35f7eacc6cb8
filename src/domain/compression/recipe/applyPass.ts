/** One pass of a recipe over all matrices, but for those that train. */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { Matrix, Pass, QuantizerDefinition } from '../contract.ts';
import { encodeCodebook } from '../encodings/codebook.ts';
import { maskedCodebook } from '../encodings/masked.ts';
import { decode } from '../encodings/index.ts';
import { factorize } from '../low-rank/factorize.ts';
import { lowRankMethods } from '../low-rank/index.ts';
import type { PrunedLayer, PrunerDefinition } from '../pruners/contract.ts';
import { prune } from '../pruners/prune.ts';
import { quantize } from '../quantizers/quantize.ts';
import { codebook } from '../sharing/codebook.ts';
import { behind, valuesOf, withoutHoles, type Piece, type Worked } from './pieces.ts';
import { kindOf, passMethods } from './passes.ts';
import type { RecipePass } from './recipe.ts';

export function* applyPass(pass: RecipePass, worked: readonly Worked[]): Pass<readonly Worked[]> {
  switch (kindOf(pass.method)) {
    case 'quantize':
      return yield* eachPiece(worked, (piece) => quantized(pass, piece));
    case 'share':
      return yield* eachPiece(worked, (piece) => shared(pass, piece));
    case 'prune':
      return yield* pruned(pass, worked);
    case 'factorize':
      return yield* factorized(pass, worked);
    case 'inputs':
      throw new Error(`${pass.method}: a pass about inputs needs the norms before the matrices (applyInputs.ts)`);
    case 'train':
      throw new Error(`${pass.method}: a pass that trains needs the model and its data (engine/compress/trainPass.ts)`);
  }
}

/** A recipe that was validated holds the settings of its methods. */
const settingsOf = <P extends ParamSpecs>(pass: RecipePass): Settings<P> => pass as unknown as Settings<P>;

type PieceWork = (piece: Piece) => Pass<Piece>;

function* eachPiece(worked: readonly Worked[], work: PieceWork): Pass<readonly Worked[]> {
  const result: Worked[] = [];
  const total = worked.reduce((sum, { pieces }) => sum + weightsIn(pieces), 0);
  let done = 0;
  for (const one of worked) {
    const pieces: Piece[] = [];
    for (const piece of one.pieces) {
      const steps = work(piece);
      const size = weightsIn([piece]);
      for (;;) {
        const next = steps.next();
        if (next.done) {
          pieces.push(next.value);
          break;
        }
        yield (done + next.value * size) / total;
      }
      done += size;
      yield done / total;
    }
    result.push({ ...one, pieces: pieces as unknown as Worked['pieces'] });
  }
  return result;
}

const weightsIn = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { matrix: { rows, columns } }) => sum + rows * columns, 0);

function* quantized(pass: RecipePass, piece: Piece): Pass<Piece> {
  const method = passMethods[pass.method] as QuantizerDefinition;
  const settings = settingsOf(pass);
  const encoding = yield* quantize(method, piece.matrix, settings, piece.calibration);
  const values = withoutHoles(decode(encoding), piece.mask);
  return { ...piece, matrix: { ...piece.matrix, values }, encoding };
}

function* shared(pass: RecipePass, piece: Piece): Pass<Piece> {
  yield 0;
  const settings = settingsOf<typeof codebook.params>(pass);
  const { matrix, mask } = piece;
  const stays = mask ? matrix.values.filter((_, i) => mask[i] === 1) : matrix.values;
  const kept: Matrix = mask ? { rows: 1, columns: stays.length, values: stays } : matrix;
  const encoding = encodeCodebook(kept, codebook.share(settings, stays), settings.huffman);
  if (!mask) return { ...piece, matrix: { ...matrix, values: decode(encoding) }, encoding };
  const holed = maskedCodebook(encoding, mask, matrix);
  return { ...piece, matrix: { ...matrix, values: decode(holed) }, mask: null, encoding: holed };
}

function* pruned(pass: RecipePass, worked: readonly Worked[]): Pass<readonly Worked[]> {
  const method = passMethods[pass.method] as PrunerDefinition;
  const settings = settingsOf<PrunerDefinition['params']>(pass);
  const layers = worked
    .flatMap(({ pieces }) => pieces)
    .map((piece, index): PrunedLayer => {
      const { matrix, calibration } = piece;
      return { matrix, index, ...(calibration && { calibration }) };
    });
  yield 0;
  const results = method.together?.(settings)
    ? prune(method, settings, layers)
    : yield* oneByOne(layers, (layer) => prune(method, settings, [layer]));
  let next = 0;
  return worked.map((one) => {
    const pieces = one.pieces.map((piece): Piece => {
      const { mask, values = piece.matrix.values } = results[next++] ?? {};
      const kept = values.every((value, i) => mask?.[i] !== 1 || value === piece.matrix.values[i]);
      const holes = combined(mask ?? null, piece.mask);
      return {
        ...piece,
        matrix: { ...piece.matrix, values: withoutHoles(values, holes) },
        mask: holes,
        encoding: kept ? piece.encoding : null,
      };
    });
    return { ...one, pieces: pieces as unknown as Worked['pieces'] };
  });
}

const combined = (a: Uint8Array | null, b: Uint8Array | null): Uint8Array | null =>
  a && b ? a.map((stays, i) => stays & (b[i] ?? 0)) : (a ?? b);

function* oneByOne<A, R>(items: readonly A[], work: (item: A) => readonly R[]): Pass<readonly R[]> {
  const results: R[] = [];
  for (const [i, item] of items.entries()) {
    results.push(...work(item));
    yield (i + 1) / items.length;
  }
  return results;
}

function* factorized(pass: RecipePass, worked: readonly Worked[]): Pass<readonly Worked[]> {
  const method = lowRankMethods[pass.method as keyof typeof lowRankMethods];
  const settings = settingsOf<typeof method.params>(pass);
  const layers = worked.map((one) => {
    const calibration = one.pieces.at(-1)?.calibration;
    return { matrix: { ...one.original, values: valuesOf(one) }, ...(calibration && { calibration }) };
  });
  yield 0;
  const results =
    settings.rankBy === 'shared-budget'
      ? factorize(method, settings, layers)
      : yield* oneByOne(layers, (layer) => factorize(method, settings, [layer]));
  return worked.map((one, i) => {
    const factors = results[i];
    if (!factors) return one;
    const calibration = one.pieces.at(-1)?.calibration ?? null;
    const plain = (matrix: Matrix, of: Piece['calibration']): Piece => ({
      matrix,
      mask: null,
      encoding: null,
      calibration: of,
    });
    return {
      ...one,
      pieces: [
        plain(factors.left, calibration && behind(factors.right, calibration)),
        plain(factors.right, calibration),
      ] as const,
    };
  });
}
