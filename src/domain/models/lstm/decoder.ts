/** Token-by-token LSTM on plain arrays: the carried state is the memory, so nothing is read twice. */
import type { Decoder, Weights } from '../contract.ts';
import { weight } from '../initialize.ts';
import { affine, sigmoid } from '../vector.ts';
import type { LstmSettings } from './definition.ts';

export function lstmDecoder(
  { layers, width }: LstmSettings,
  vocabulary: number,
  weights: Weights<Float32Array>,
): Decoder {
  const w = (name: string): Float32Array => weight(weights, name);
  const states = Array.from({ length: layers }, () => ({
    hidden: new Float32Array(width),
    cell: new Float32Array(width),
  }));
  const fromInput = new Float32Array(4 * width);
  const fromHidden = new Float32Array(4 * width);
  const logits = new Float32Array(vocabulary);

  return {
    reset() {
      for (const state of states) {
        state.hidden.fill(0);
        state.cell.fill(0);
      }
    },
    step(token) {
      let x = w('embedding.weight').subarray(token * width, (token + 1) * width);
      states.forEach(({ hidden, cell }, layer) => {
        affine(x, w(`rnn.weight_ih_l${layer}`), w(`rnn.bias_ih_l${layer}`), fromInput);
        affine(hidden, w(`rnn.weight_hh_l${layer}`), w(`rnn.bias_hh_l${layer}`), fromHidden);
        const gate = (index: number, unit: number): number =>
          (fromInput[index * width + unit] ?? 0) + (fromHidden[index * width + unit] ?? 0);
        for (let unit = 0; unit < width; unit++) {
          const c = sigmoid(gate(1, unit)) * (cell[unit] ?? 0) + sigmoid(gate(0, unit)) * Math.tanh(gate(2, unit));
          cell[unit] = c;
          hidden[unit] = sigmoid(gate(3, unit)) * Math.tanh(c);
        }
        x = hidden;
      });
      affine(x, w('head.weight'), w('head.bias'), logits);
      return logits;
    },
  };
}
