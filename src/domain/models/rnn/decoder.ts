/** One token further, gate by gate. */
import { recurrentDecoder, type LayerState } from '../recurrent/decoder.ts';
import { kind } from './definition.ts';

function advance(fromInput: Float32Array, fromHidden: Float32Array, { hidden }: LayerState): void {
  for (let unit = 0; unit < hidden.length; unit++) {
    hidden[unit] = Math.tanh((fromInput[unit] ?? 0) + (fromHidden[unit] ?? 0));
  }
}

export const rnnDecoding = recurrentDecoder(kind, advance);
