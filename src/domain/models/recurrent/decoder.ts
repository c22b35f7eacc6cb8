/** Token-by-token recurrence on plain arrays: the carried state is the memory, so nothing is read twice. */
import type { Decoder, Weights } from '../contract.ts';
import { weight } from '../initialize.ts';
import { affine } from '../vector.ts';
import type { RecurrentKind, RecurrentSettings } from './network.ts';

/** What a layer remembers of what it has read. */
export interface LayerState {
  readonly hidden: Float32Array;
  /** Zeros in layers without a memory cell. */
  readonly cell: Float32Array;
}

/** Takes a layer one token further, from what input and hidden state add to its sums. */
export type Advance = (fromInput: Float32Array, fromHidden: Float32Array, state: LayerState) => void;

export function recurrentDecoder({ module, sums }: RecurrentKind, advance: Advance) {
  return ({ layers, width }: RecurrentSettings, vocabulary: number, weights: Weights<Float32Array>): Decoder => {
    const w = (name: string): Float32Array => weight(weights, name);
    const states: readonly LayerState[] = Array.from({ length: layers }, () => ({
      hidden: new Float32Array(width),
      cell: new Float32Array(width),
    }));
    const fromInput = new Float32Array(sums * width);
    const fromHidden = new Float32Array(sums * width);
    const logits = new Float32Array(vocabulary);

    return {
      reset() {
        for (const { hidden, cell } of states) {
          hidden.fill(0);
          cell.fill(0);
        }
      },
      step(token) {
        let x = w('embedding.weight').subarray(token * width, (token + 1) * width);
        states.forEach((state, layer) => {
          affine(x, w(`${module}.weight_ih_l${layer}`), w(`${module}.bias_ih_l${layer}`), fromInput);
          affine(state.hidden, w(`${module}.weight_hh_l${layer}`), w(`${module}.bias_hh_l${layer}`), fromHidden);
          advance(fromInput, fromHidden, state);
          x = state.hidden;
        });
        affine(x, w('head.weight'), w('head.bias'), logits);
        return logits;
      },
    };
  };
}
