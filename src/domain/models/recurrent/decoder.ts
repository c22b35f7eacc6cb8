/** Token-by-token recurrence on plain arrays: the carried state is the memory, so nothing is read twice. */
import type { ModelDecoding } from '../contract.ts';
import { layerOf, residentBytes, tableOf, vectorOf } from '../decoding/matrices.ts';
import type { RecurrentKind, recurrentParams } from './network.ts';
import { recurrentStep } from './decodingStep.ts';

/** What a layer remembers of what it has read. */
export interface LayerState {
  readonly hidden: Float32Array;
  /** Zeros in layers without a memory cell. */
  readonly cell: Float32Array;
}

/** Takes a layer one token further, from what input and hidden state add to its sums. */
export type Advance = (fromInput: Float32Array, fromHidden: Float32Array, state: LayerState) => void;

export const recurrentDecoder = (kind: RecurrentKind, advance: Advance): ModelDecoding<typeof recurrentParams> => ({
  endless: true,
  decodingStep: (ops, settings) => recurrentStep(kind, ops, settings),
  decoder({ layers, width }, vocabulary, weights) {
    const { module, sums } = kind;
    const affine = (matrixName: string, biasName: string): ((x: Float32Array, y: Float32Array) => void) => {
      const matrix = layerOf(weights, matrixName);
      const bias = vectorOf(weights, biasName);
      return (x, y) => matrix.multiply(x, bias, y);
    };
    const network = Array.from({ length: layers }, (_, layer) => ({
      ofInput: affine(`${module}.weight_ih_l${layer}`, `${module}.bias_ih_l${layer}`),
      ofHidden: affine(`${module}.weight_hh_l${layer}`, `${module}.bias_hh_l${layer}`),
      state: { hidden: new Float32Array(width), cell: new Float32Array(width) },
    }));
    const embedding = tableOf(weights, 'embedding.weight', width);
    const head = affine('head.weight', 'head.bias');
    const embedded = new Float32Array(width);
    const fromInput = new Float32Array(sums * width);
    const fromHidden = new Float32Array(sums * width);
    const logits = new Float32Array(vocabulary);

    return {
      weightBytes: residentBytes(weights),
      cacheBytes: network.reduce((sum, { state }) => sum + state.hidden.byteLength + state.cell.byteLength, 0),
      reset() {
        for (const { state } of network) {
          state.hidden.fill(0);
          state.cell.fill(0);
        }
      },
      step(token) {
        embedding.row(token, embedded);
        let x: Float32Array = embedded;
        for (const { ofInput, ofHidden, state } of network) {
          ofInput(x, fromInput);
          ofHidden(state.hidden, fromHidden);
          advance(fromInput, fromHidden, state);
          x = state.hidden;
        }
        head(x, logits);
        return logits;
      },
    };
  },
});
