/** A recipe on a whole model: every matrix of a product through its passes, everything else as the recipe says. */
import type { TensorSpec, Weights } from '../../models/contract.ts';
import { weight } from '../../models/initialize.ts';
import type { Product } from '../../models/products.ts';
import { finish, type Calibration, type Matrix, type Pass } from '../contract.ts';
import { decode, encodedBytes } from '../encodings/index.ts';
import type { Encoding } from '../encodings/contract.ts';
import { encodeMasked } from '../encodings/masked.ts';
import { turned } from '../numeric/turned.ts';
import type { InputLevels, InputQuantization } from '../inputs/levels.ts';
import { rtn } from '../quantizers/rtn.ts';
import { defaultsOf } from '../../core/params.ts';
import type { MeasuredMatrix } from '../sensitivity/choose.ts';
import { applyInputs, foldNorms } from './applyInputs.ts';
import { applyLayers, type MeasuredLayers } from './applyLayers.ts';
import { applyMixed } from './applyMixed.ts';
import { applyCrossLayer } from './applyCrossLayer.ts';
import { applyHeads } from './applyHeads.ts';
import { applyNeurons } from './applyNeurons.ts';
import { applyPass } from './applyPass.ts';
import { goneTensors } from './blocks.ts';
import { chosenMatrices, shortMatrix } from './only.ts';
import { kindOf } from './passes.ts';
import { encodePlain, encodingOf, leaderOf, type Worked } from './pieces.ts';
import type { Recipe, RecipePass, RestFormat } from './recipe.ts';
import { dealsBits, removedUnit, sharesLayers } from './traits.ts';

export interface ModelTensors {
  readonly specs: readonly TensorSpec[];
  readonly weights: Weights<Float32Array>;
  readonly products: readonly Product[];
  /** What the model rounds already. */
  readonly inputs?: InputQuantization;
}

export interface CompressedTensor {
  readonly spec: TensorSpec;
  /** The model has it as [inputs, outputs]; the encoding, as [outputs, inputs]. */
  readonly inputsFirst: boolean;
  readonly encoding: Encoding;
  /** How its inputs are rounded; absent where they are not. */
  readonly inputs?: InputLevels;
  /** What its columns were multiplied by, the norm before it being divided by the same. Not part of a file. */
  readonly folded?: Float32Array;
  /** The tensor under whose name the encoding is written; it is that tensor's. */
  readonly sharedWith?: string;
}

/** What was measured for passes that want it, by their place in the recipe. */
export type MeasuredPasses = ReadonlyMap<number, readonly MeasuredMatrix[] | MeasuredLayers>;

/** A tensor with an encoding each, in the order of the model. */
export type CompressedModel = readonly CompressedTensor[];

/**
 * Throws `bad-config` for settings that do not fit a matrix and names that the model does not have, and `non-finite` for weights that are no numbers.
 * @param calibrations by the name of the matrix; for recipes that need none, empty.
 * @param measured for passes of mixed precision and of layers that go by the loss.
 */
export function* compress(
  { passes, rest }: Recipe,
  tensors: ModelTensors,
  calibrations: Readonly<Record<string, Calibration>>,
  measured: MeasuredPasses = new Map(),
): Pass<CompressedModel> {
  let worked = matricesOf(tensors, calibrations);
  checkNames(passes, worked);
  for (const [i, pass] of passes.entries()) {
    const steps = onePass(pass, i, worked, measured);
    for (;;) {
      const next = steps.next();
      if (next.done) {
        worked = next.value;
        break;
      }
      yield (i + next.value) / passes.length;
    }
  }
  return written(worked, tensors, rest);
}

const namesIn = (worked: readonly Worked[]): readonly string[] => worked.map(({ name }) => name);

/** Before anything is done. @throws TrimtabError `bad-config` for a pass that names a matrix which the model does not have. */
export function checkNames(passes: readonly RecipePass[], worked: readonly Worked[]): void {
  for (const [at, pass] of passes.entries()) chosenMatrices(pass['only'], `passes.${at}.only`, namesIn(worked));
}

/** A pass that does not train, on the matrices that it names; the others stay as they are. @param at in the recipe */
export function* onePass(
  pass: RecipePass,
  at: number,
  worked: readonly Worked[],
  measured: MeasuredPasses,
): Pass<readonly Worked[]> {
  const own = chosenMatrices(pass['only'], `passes.${at}.only`, namesIn(worked));
  const leaders = new Set(worked.flatMap((one) => (own?.has(shortMatrix(one.name)) === false ? [] : [leaderOf(one)])));
  const part = worked.filter(({ name, gone }) => !gone && leaders.has(name));
  const after = yield* stepsOf(pass, at, part, worked, measured.get(at) ?? null);
  const changed = new Map(after.map((one) => [one.name, one]));
  return worked.map((one) => {
    const leader = changed.get(leaderOf(one));
    return one.sharedWith !== undefined && leader ? { ...one, pieces: leader.pieces } : (leader ?? one);
  });
}

/** After the last pass. */
export function written(
  worked: readonly Worked[],
  { specs, weights }: Pick<ModelTensors, 'specs' | 'weights'>,
  rest: RestFormat,
): CompressedModel {
  const encodings = new Map<string, Encoding>();
  for (const one of worked) if (one.sharedWith === undefined) encodings.set(one.name, encodingOf(one, rest));
  const matrices = new Map(worked.map((one) => [one.name, one]));
  const others = foldNorms(worked, weights);
  const gone = goneTensors(worked, specs);
  return specs.map((spec) => {
    const one = matrices.get(spec.name);
    const encoding = one && encodings.get(leaderOf(one));
    if (!one || !encoding) {
      const matrix = matrixOf(spec, weight(others, spec.name));
      return {
        spec,
        inputsFirst: false,
        encoding: gone.has(spec.name) ? nothing(matrix) : restEncoding(matrix, spec, rest),
      };
    }
    const { inputs, folded, sharedWith } = one;
    return {
      spec,
      inputsFirst: true,
      encoding,
      ...(sharedWith !== undefined && { sharedWith }),
      ...(inputs && { inputs }),
      ...(folded && { folded }),
    };
  });
}

/** Passes that look at several matrices together, and those that do not. */
function stepsOf(
  pass: RecipePass,
  at: number,
  part: readonly Worked[],
  all: readonly Worked[],
  measured: readonly MeasuredMatrix[] | MeasuredLayers | null,
): Pass<readonly Worked[]> {
  const path = `passes.${at}.`;
  const layers = measured && 'withoutLayer' in measured ? measured : null;
  const unit = removedUnit(pass.method);
  if (unit === 'layer') return applyLayers(pass, path, part, all, layers);
  if (dealsBits(pass.method))
    return applyMixed(pass, part, layers ? null : (measured as readonly MeasuredMatrix[] | null));
  if (kindOf(pass.method) === 'inputs') return applyInputs(pass, path, part);
  if (sharesLayers(pass.method)) return applyCrossLayer(pass, path, part);
  if (unit === 'head') return applyHeads(pass, path, part);
  return unit === 'neuron' ? applyNeurons(pass, path, part) : applyPass(pass, part);
}

/** The matrices that passes change, as they are. A tied head is a table too, and its rows are looked up as they are. */
export function matricesOf(
  { specs, weights, products, inputs = {} }: ModelTensors,
  calibrations: Readonly<Record<string, Calibration>>,
): readonly Worked[] {
  const layers = new Map(products.flatMap((product) => (product.inputsFirst ? [[product.name, product]] : [])));
  return specs.flatMap((spec): readonly Worked[] => {
    const product = layers.get(spec.name);
    if (!product) return [];
    const original = turned(matrixOf(spec, weight(weights, spec.name)));
    const calibration = calibrations[spec.name] ?? null;
    return [
      {
        ...product,
        original,
        norm: product.norm ?? null,
        recurrent: product.recurrent ?? false,
        folded: null,
        inputs: inputs[spec.name] ?? null,
        pieces: [{ matrix: original, mask: null, encoding: null, calibration }],
      },
    ];
  });
}

/** The weights of a model as its encodings say, in the layout that the model computes with. */
export function decodeModel(model: CompressedModel): Weights<Float32Array<ArrayBuffer>> {
  return Object.fromEntries(
    model.map(({ spec, inputsFirst, encoding }) => {
      const values = decode(encoding);
      return [spec.name, inputsFirst ? turned({ ...encoding, values }).values : values];
    }),
  );
}

/** How inputs are rounded when the model runs. */
export const inputsOf = (model: CompressedModel): InputQuantization =>
  Object.fromEntries(model.flatMap(({ spec, inputs }) => (inputs ? [[spec.name, inputs]] : [])));

/** As sessions and checkpoints have it: absent where nothing is rounded. */
export function inputsIfAny(model: CompressedModel): { readonly inputs?: InputQuantization } {
  const inputs = inputsOf(model);
  return Object.keys(inputs).length === 0 ? {} : { inputs };
}

/** Bytes of all arrays, without what the file says about them. */
export const modelBytes = (model: CompressedModel): number =>
  model.reduce((sum, tensor) => sum + tensorBytes(tensor), 0);

/** What is written of one for it alone. */
export const tensorBytes = ({ encoding, sharedWith }: CompressedTensor): number =>
  sharedWith === undefined ? encodedBytes(encoding) : 0;

/** Vectors are matrices of one row. */
function matrixOf({ shape }: TensorSpec, values: Float32Array): Matrix {
  const columns = shape.at(-1) ?? 1;
  return { rows: values.length / columns, columns, values };
}

/** Zeros, of which no one is written. */
function nothing(matrix: Matrix): Encoding {
  const values = new Float32Array(matrix.values.length);
  return encodeMasked(encodePlain({ ...matrix, values }, 'f16'), new Uint8Array(values.length));
}

function restEncoding(matrix: Matrix, { shape }: TensorSpec, rest: RestFormat): Encoding {
  if (rest !== 'int8' || shape.length < 2) return encodePlain(matrix, rest);
  const settings = { ...defaultsOf(rtn.params), bits: 8, symmetric: true, granularity: 'row' } as const;
  return finish(rtn.quantize(matrix, settings));
}
