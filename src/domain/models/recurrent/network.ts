/**
 * What language models of recurrent layers have in common: embedding, stacked layers, linear head. Names, two bias vectors
 * and initial values are PyTorch's (nn.Embedding, nn.RNN and its kin, nn.Linear).
 */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { Batch, Initializer, ModelDefinition, TensorSpec, Weights } from '../contract.ts';
import { weight } from '../initialize.ts';
import type { ModelOps } from '../ops.ts';
import { contextSpec, dropoutSpec, layersSpec, widthSpec } from '../shared.ts';

export const recurrentParams = {
  layers: { ...layersSpec, default: 2, max: 6, usual: [1, 3] },
  width: { ...widthSpec, default: 128 },
  context: contextSpec,
  dropout: dropoutSpec,
} as const satisfies ParamSpecs;

export type RecurrentSettings = Settings<typeof recurrentParams>;

/** What distinguishes one architecture from another. */
export interface RecurrentKind {
  /** The operation that is its layer. */
  readonly operation: 'rnn' | 'lstm' | 'gru';
  /** The module that its layers are exported as. */
  readonly module: string;
  /** G, sums that a unit takes at every step. */
  readonly sums: number;
  /** Values of each unit and step that are kept for the backward pass. */
  readonly kept: number;
}

type Behaviour = Omit<
  ModelDefinition<string, typeof recurrentParams>,
  'id' | 'name' | 'summary' | 'formula' | 'source' | 'decoder'
>;

export function recurrentNetwork({ operation, module, sums, kept }: RecurrentKind): Behaviour {
  const named = (layer: number) => ({
    weightInput: `${module}.weight_ih_l${layer}`,
    weightHidden: `${module}.weight_hh_l${layer}`,
    biasInput: `${module}.bias_ih_l${layer}`,
    biasHidden: `${module}.bias_hh_l${layer}`,
  });

  function tensors({ layers, width }: RecurrentSettings, vocabulary: number): readonly TensorSpec[] {
    const bounded: Initializer = { kind: 'uniform', bound: 1 / Math.sqrt(width) };
    const matrix = (name: string, rows: number, columns: number): TensorSpec => ({
      name,
      shape: [rows, columns],
      init: bounded,
      decay: true,
      exportTransposed: true,
    });
    const vector = (name: string, length: number): TensorSpec => ({
      name,
      shape: [length],
      init: bounded,
      decay: false,
    });
    return [
      {
        name: 'embedding.weight',
        shape: [vocabulary, width],
        init: { kind: 'normal', std: 1 },
        decay: true,
        outer: true,
      },
      ...Array.from({ length: layers }, (_, layer) => {
        const { weightInput, weightHidden, biasInput, biasHidden } = named(layer);
        return [
          matrix(weightInput, width, sums * width),
          matrix(weightHidden, width, sums * width),
          vector(biasInput, sums * width),
          vector(biasHidden, sums * width),
        ];
      }).flat(),
      { ...matrix('head.weight', width, vocabulary), outer: true },
      vector('head.bias', vocabulary),
    ];
  }

  /** Every window starts from a zero state. */
  function forward<T>(
    ops: ModelOps<T>,
    weights: Weights<T>,
    { inputs, time }: Batch<T>,
    { layers, dropout }: RecurrentSettings,
  ): T {
    const w = (name: string): T => weight(weights, name);
    let x = ops.embedding(inputs, w('embedding.weight')); // [M, D]
    for (let layer = 0; layer < layers; layer++) {
      // PyTorch drops the output of every layer but the last.
      if (layer > 0) x = ops.dropout(x, dropout, layer);
      const { weightInput, weightHidden, biasInput, biasHidden } = named(layer);
      x = ops[operation](
        x,
        {
          weightInput: w(weightInput),
          weightHidden: w(weightHidden),
          biasInput: w(biasInput),
          biasHidden: w(biasHidden),
        },
        time,
      );
    }
    return ops.linear(x, w('head.weight'), w('head.bias')); // [M, V]
  }

  return {
    params: recurrentParams,
    tensors,
    headTensors: () => ['head.weight', 'head.bias'],
    headWidth: ({ width }) => width,
    forward,
    context: ({ context }) => context,
    trainingFlops({ layers, width }, vocabulary, size, time) {
      return 6 * size * time * (2 * sums * layers * width * width + vocabulary * width);
    },
    activationBytes({ layers, width }, vocabulary, size, time) {
      return 4 * size * time * (layers * kept * width + width + 2 * vocabulary);
    },
    attentionMatrixBytes: () => 0,
    exportConfig({ layers, width, context, dropout }, vocabulary) {
      return {
        model_type: operation,
        vocab_size: vocabulary,
        hidden_size: width,
        num_layers: layers,
        context,
        dropout,
      };
    },
  };
}
