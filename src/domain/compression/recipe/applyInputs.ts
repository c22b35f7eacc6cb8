/**
 * Passes about what goes into the matrices: rounding it, or moving size between it and the weights. A fold multiplies the
 * columns of the matrices here, and remembers by how much: the norm before them is divided by it when the model is written.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { Problem } from '../../core/problem.ts';
import type { Weights } from '../../models/contract.ts';
import { weight } from '../../models/initialize.ts';
import type { Norm } from '../../models/products.ts';
import type { Calibration, Pass } from '../contract.ts';
import type { FoldingDefinition, InputDefinition, RoundingDefinition } from '../inputs/contract.ts';
import { inputMethods } from '../inputs/index.ts';
import { levelsForAll } from '../inputs/levels.ts';
import { columnsTimes, dividedBy, foldCalibration } from '../quantizers/smoothing.ts';
import type { Piece, Worked } from './pieces.ts';
import type { RecipePass } from './recipe.ts';

/**
 * A recipe that was validated holds the settings of its methods.
 * @param path of the pass, for problems: `passes.0.`
 */
export function* applyInputs(pass: RecipePass, path: string, worked: readonly Worked[]): Pass<readonly Worked[]> {
  yield 0;
  const method: InputDefinition = inputMethods[pass.method as keyof typeof inputMethods];
  return method.does === 'round' ? rounded(method, pass, path, worked) : yield* folded(method, pass, path, worked);
}

function rounded(
  method: RoundingDefinition,
  settings: Settings<ParamSpecs>,
  path: string,
  worked: readonly Worked[],
): readonly Worked[] {
  if (worked.every(({ recurrent }) => recurrent)) throw new TrimtabError('bad-config', {}, [onlyRecurrent(path)]);
  return worked.map((one) =>
    one.recurrent ? one : { ...one, inputs: method.levels(settings, () => calibrationOf(one)) },
  );
}

/** Of what goes into the matrix itself, or into its right factor. */
const innermost = ({ pieces: [first, second] }: Worked): Piece => second ?? first;

function calibrationOf(one: Worked): Calibration {
  const { calibration } = innermost(one);
  if (!calibration) throw new Error(`applyInputs: the calibration of ${one.name} is missing`);
  return calibration;
}

function* folded(
  method: FoldingDefinition,
  settings: Settings<ParamSpecs>,
  path: string,
  worked: readonly Worked[],
): Pass<readonly Worked[]> {
  const result = new Map(worked.map((one) => [one.name, one]));
  const norms = new Map(worked.flatMap(({ norm }) => (norm ? [[norm.gain, norm]] : [])));
  // All matrices that read a norm, or none: the pass may be for some of them only.
  const whole = [...norms.values()].filter(({ readers }) => readers.every((name) => result.has(name)));
  if (whole.length === 0) throw new TrimtabError('bad-config', {}, [noNorms(path)]);
  for (const [i, norm] of whole.entries()) {
    const readers = worked.filter(({ name }) => norm.readers.includes(name));
    const factors = factorsFor(method, settings, readers);
    for (const one of readers) result.set(one.name, foldedMatrix(one, factors));
    yield (i + 1) / whole.length;
  }
  return [...result.values()];
}

function factorsFor(
  method: FoldingDefinition,
  settings: Settings<ParamSpecs>,
  [first, ...others]: readonly Worked[],
): Float32Array {
  if (!first) throw new Error('applyInputs: a norm without readers');
  const matrices = [innermost(first).matrix, ...others.map((one) => innermost(one).matrix)] as const;
  return method.factors(settings, { matrices, calibration: () => calibrationOf(first) });
}

function foldedMatrix(one: Worked, factors: Float32Array): Worked {
  const inner = innermost(one);
  const calibration = inner.calibration && foldCalibration(inner.calibration, factors);
  const piece: Piece = { ...inner, matrix: columnsTimes(inner.matrix, factors), encoding: null, calibration };
  const [first, second] = one.pieces;
  const { inputs } = one;
  return {
    ...one,
    folded: factors.map((factor, column) => factor * (one.folded?.[column] ?? 1)),
    // The levels of all tokens follow the largest input.
    inputs: inputs?.scale != null && calibration ? levelsForAll(inputs.bits, calibration) : inputs,
    pieces: second ? [first, piece] : [piece],
  };
}

/** The weights with the norms before folded matrices divided by what these were multiplied by. */
export const foldNorms = (worked: readonly Worked[], weights: Weights<Float32Array>): Weights<Float32Array> =>
  withNorms(worked, weights, (factors) => factors);

/** Back to the norms of matrices that were never folded. */
export const unfoldNorms = (worked: readonly Worked[], weights: Weights<Float32Array>): Weights<Float32Array> =>
  withNorms(worked, weights, (factors) => factors.map((factor) => 1 / factor));

function withNorms(
  worked: readonly Worked[],
  weights: Weights<Float32Array>,
  divisors: (factors: Float32Array) => Float32Array,
): Weights<Float32Array> {
  const changed = worked.flatMap(({ norm, folded: factors }) => {
    if (!norm || !factors) return [];
    return namesOf(norm).map((name) => [name, dividedBy(weight(weights, name), divisors(factors))] as const);
  });
  return { ...weights, ...Object.fromEntries(changed) };
}

const namesOf = ({ gain, bias }: Norm): readonly string[] => (bias === null ? [gain] : [gain, bias]);

const noNorms = (path: string): Problem => ({
  path: `${path}method`,
  message: {
    en: 'There is nothing to fold: the pass needs a norm whose output only matrices of this pass read, and this model or this selection has none.',
    zh: '没有可折叠之处：该步骤需要一个仅由本步骤的矩阵读取其输出的归一化层，而该模型或所选矩阵中没有。',
  },
});

const onlyRecurrent = (path: string): Problem => ({
  path: `${path}method`,
  message: {
    en: 'Recurrent layers read their own state at every step, and their inputs are not rounded. There is no other matrix here.',
    zh: '循环层每一步都读取自身状态，其输入不做舍入；而这里没有其他矩阵。',
  },
});
