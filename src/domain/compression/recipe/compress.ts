/** A recipe on a whole model: every matrix of a product through its passes, everything else as the recipe says. */
import type { TensorSpec, Weights } from '../../models/contract.ts';
import { weight } from '../../models/initialize.ts';
import type { Product } from '../../models/products.ts';
import { finish, type Calibration, type Matrix, type Pass } from '../contract.ts';
import { decode, encodedBytes } from '../encodings/index.ts';
import type { Encoding } from '../encodings/contract.ts';
import { turned } from '../numeric/turned.ts';
import { rtn } from '../quantizers/rtn.ts';
import { defaultsOf } from '../../core/params.ts';
import { applyPass } from './applyPass.ts';
import { encodePlain, encodingOf, type Worked } from './pieces.ts';
import type { Recipe, RestFormat } from './recipe.ts';

export interface ModelTensors {
  readonly specs: readonly TensorSpec[];
  readonly weights: Weights<Float32Array>;
  readonly products: readonly Product[];
}

export interface CompressedTensor {
  readonly spec: TensorSpec;
  /** The model has it as [inputs, outputs]; the encoding, as [outputs, inputs]. */
  readonly inputsFirst: boolean;
  readonly encoding: Encoding;
}

/** A tensor with an encoding each, in the order of the model. */
export type CompressedModel = readonly CompressedTensor[];

/**
 * Throws `bad-config` for settings that do not fit a matrix, and `non-finite` for weights that are no numbers.
 * @param calibrations by the name of the matrix; for recipes that need none, empty.
 */
export function* compress(
  { passes, rest }: Recipe,
  tensors: ModelTensors,
  calibrations: Readonly<Record<string, Calibration>>,
): Pass<CompressedModel> {
  let worked = beginning(tensors, calibrations);
  for (const [i, pass] of passes.entries()) {
    const steps = applyPass(pass, worked);
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

/** Every matrix before the first pass. A tied head is a table too, and its rows are looked up as they are. */
export function beginning(
  { specs, weights, products }: ModelTensors,
  calibrations: Readonly<Record<string, Calibration>>,
): readonly Worked[] {
  const layers = products.filter(({ inputsFirst }) => inputsFirst).map(({ name }) => name);
  return specs
    .filter(({ name }) => layers.includes(name))
    .map((spec) => {
      const original = turned(matrixOf(spec, weight(weights, spec.name)));
      const calibration = calibrations[spec.name] ?? null;
      return { name: spec.name, original, pieces: [{ matrix: original, mask: null, encoding: null, calibration }] };
    });
}

/** After the last pass. */
export function written(
  worked: readonly Worked[],
  { specs, weights }: Pick<ModelTensors, 'specs' | 'weights'>,
  rest: RestFormat,
): CompressedModel {
  const encodings = new Map(worked.map((one) => [one.name, encodingOf(one, rest)]));
  return specs.map((spec) => {
    const encoding = encodings.get(spec.name);
    return encoding
      ? { spec, inputsFirst: true, encoding }
      : { spec, inputsFirst: false, encoding: restEncoding(matrixOf(spec, weight(weights, spec.name)), spec, rest) };
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

/** Bytes of all arrays, without what the file says about them. */
export const modelBytes = (model: CompressedModel): number =>
  model.reduce((sum, { encoding }) => sum + encodedBytes(encoding), 0);

/** Vectors are matrices of one row. */
function matrixOf({ shape }: TensorSpec, values: Float32Array): Matrix {
  const columns = shape.at(-1) ?? 1;
  return { rows: values.length / columns, columns, values };
}

function restEncoding(matrix: Matrix, { shape }: TensorSpec, rest: RestFormat): Encoding {
  if (rest !== 'int8' || shape.length < 2) return encodePlain(matrix, rest);
  const settings = { ...defaultsOf(rtn.params), bits: 8, symmetric: true, granularity: 'row' } as const;
  return finish(rtn.quantize(matrix, settings));
}
