/** Matrices of a decoder on typed arrays that round what goes into them, token by token. */
import { roundInputs, type InputLevels, type InputQuantization } from '../../domain/compression/inputs/levels.ts';
import { layerOf, type DecodingMatrix, type DecodingWeights } from '../../domain/models/decoding/matrices.ts';
import { weight } from '../../domain/models/initialize.ts';

export const withRoundedInputs = (weights: DecodingWeights, inputs: InputQuantization): DecodingWeights => ({
  ...weights,
  ...Object.fromEntries(Object.entries(inputs).map(([name, levels]) => [name, roundedMatrix(weights, name, levels)])),
});

function roundedMatrix(weights: DecodingWeights, name: string, levels: InputLevels): DecodingMatrix {
  const kept = weight(weights, name);
  const inner = layerOf(weights, name);
  let rounded = new Float32Array();
  return {
    bytes: kept instanceof Float32Array ? kept.byteLength : kept.bytes,
    multiply(x, bias, y) {
      if (rounded.length !== x.length) rounded = new Float32Array(x.length);
      roundInputs(x, levels, rounded);
      inner.multiply(rounded, bias, y);
    },
    row() {
      throw new Error(`${name}: rows of a layer are not looked up`);
    },
  };
}
