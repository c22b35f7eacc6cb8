/** One token further, gate by gate. */
import { recurrentDecoder, type LayerState } from '../recurrent/decoder.ts';
import { sigmoid } from '../vector.ts';
import { kind } from './definition.ts';

function advance(fromInput: Float32Array, fromHidden: Float32Array, { hidden }: LayerState): void {
  const width = hidden.length;
  for (let unit = 0; unit < width; unit++) {
    const sum = (index: number, share: number): number =>
      (fromInput[index * width + unit] ?? 0) + share * (fromHidden[index * width + unit] ?? 0);
    const z = sigmoid(sum(1, 1));
    const n = Math.tanh(sum(2, sigmoid(sum(0, 1))));
    hidden[unit] = (1 - z) * n + z * (hidden[unit] ?? 0);
  }
}

export const gruDecoding = recurrentDecoder(kind, advance);
