/** One token further, gate by gate. */
import { recurrentDecoder, type LayerState } from '../recurrent/decoder.ts';
import { sigmoid } from '../vector.ts';
import { kind } from './definition.ts';

function advance(fromInput: Float32Array, fromHidden: Float32Array, { hidden, cell }: LayerState): void {
  const width = hidden.length;
  for (let unit = 0; unit < width; unit++) {
    const gate = (index: number): number =>
      (fromInput[index * width + unit] ?? 0) + (fromHidden[index * width + unit] ?? 0);
    const c = sigmoid(gate(1)) * (cell[unit] ?? 0) + sigmoid(gate(0)) * Math.tanh(gate(2));
    cell[unit] = c;
    hidden[unit] = sigmoid(gate(3)) * Math.tanh(c);
  }
}

export const lstmDecoding = recurrentDecoder(kind, advance);
