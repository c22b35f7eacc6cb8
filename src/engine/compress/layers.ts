/** What became of each matrix of a compressed model. */
import { outputError } from '../../domain/compression/calibration.ts';
import type { Calibration, Matrix } from '../../domain/compression/contract.ts';
import { turned } from '../../domain/compression/numeric/turned.ts';
import { foldCalibration } from '../../domain/compression/quantizers/smoothing.ts';
import { tensorBytes, type CompressedModel } from '../../domain/compression/recipe/compress.ts';
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import type { CompressedLayer } from '../../protocol/compression.ts';

/** @param calibrations by the name of the matrix; those of a recipe that needed none are empty. */
export function layersOf(
  model: CompressedModel,
  weights: Weights<Float32Array>,
  decoded: Weights<Float32Array>,
  calibrations: Readonly<Record<string, Calibration>>,
): readonly CompressedLayer[] {
  return model
    .filter(({ spec }) => spec.shape.length === 2)
    .map((tensor) => {
      const { spec, inputsFirst, folded } = tensor;
      const [original, after] = [weight(weights, spec.name), weight(decoded, spec.name)];
      const seen = calibrations[spec.name];
      // A fold is no error: what is compared is what it made, on what the norm then gives.
      const before = folded ? foldedRows(original, folded) : original;
      const calibration = seen && folded ? foldCalibration(seen, folded) : seen;
      return {
        name: spec.name,
        weights: before.length,
        bytes: tensorBytes(tensor),
        zeros: after.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0) / after.length,
        weightError: Math.sqrt(squares(before, after) / squares(before, null)),
        outputError: calibration ? relativeOutputError(spec, inputsFirst, before, after, calibration) : null,
      };
    });
}

function squares(values: Float32Array, other: Float32Array | null): number {
  return values.reduce((sum, value, i) => sum + (value - (other?.[i] ?? 0)) ** 2, 0);
}

function relativeOutputError(
  { shape }: TensorSpec,
  inputsFirst: boolean,
  before: Float32Array,
  after: Float32Array,
  calibration: Calibration,
): number {
  const [rows = 0, columns = 0] = shape;
  const asOutputs = (values: Float32Array): Matrix => {
    const matrix = { rows, columns, values };
    return inputsFirst ? turned(matrix) : matrix;
  };
  const original = asOutputs(before);
  const error = outputError(original, asOutputs(after).values, calibration);
  return Math.sqrt(error / outputError(original, new Float32Array(before.length), calibration));
}

/** values [inputs, outputs], as matrices of layers are; a factor for each input. Exported for `layerErrors`. */
export function foldedRows(values: Float32Array, factors: Float32Array): Float32Array {
  const outputs = values.length / factors.length;
  return values.map((value, i) => value * (factors[Math.floor(i / outputs)] ?? 1));
}
