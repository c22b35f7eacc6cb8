/**
 * Which tensors of a model are multiplied with its activations, and which way round: the forward pass is run over names
 * instead of numbers, so that no architecture has to say it twice.
 */
import type { ParamSpecs, Settings } from '../core/params.ts';
import type { ModelDefinition } from './contract.ts';
import type { ModelOps, RecurrentWeights } from './ops.ts';

export interface Product {
  /** Of the tensor. */
  readonly name: string;
  /** [inputs, outputs], as weights of layers are; else [outputs, inputs], as the table of a tied head is. */
  readonly inputsFirst: boolean;
  /** Where the inputs are the neurons of a feed-forward layer. */
  readonly neurons?: Neurons;
}

export interface Neurons {
  /** The tensor whose outputs they are, before the activation. */
  readonly from: string;
  /** A neuron has two outputs, its gate in the first half of them and its value in the second. */
  readonly gated: boolean;
}

/** In the order of their first use; a tensor that serves twice counts once. */
export function productsOf(
  model: ModelDefinition,
  settings: Settings<ParamSpecs>,
  vocabulary: number,
): readonly Product[] {
  const found = new Map<string, Product>();
  const weights = Object.fromEntries(model.tensors(settings, vocabulary).map(({ name }) => [name, name]));
  const multiplied: Multiplied = (name, inputsFirst, neurons) => {
    if (!found.has(name)) found.set(name, { name, inputsFirst, ...(neurons && { neurons }) });
  };
  model.forward(namingOps(multiplied), weights, { inputs: activations, size: 1, time: 1 }, settings);
  return [...found.values()];
}

const activations = '';

type Multiplied = (name: string, inputsFirst: boolean, neurons?: Neurons) => void;

function namingOps(multiplied: Multiplied): ModelOps<string> {
  const same = (): string => activations;
  const recurrent = (_: string, { weightInput, weightHidden }: RecurrentWeights<string>): string => {
    multiplied(weightInput, true);
    multiplied(weightHidden, true);
    return activations;
  };
  const linear = (_: string, weight: string): string => {
    multiplied(weight, true);
    return activations;
  };
  return {
    embedding: same,
    addPositions: same,
    linear,
    feedForward(_, { inner, outer }, activation) {
      multiplied(inner.weight, true);
      multiplied(outer.weight, true, { from: inner.weight, gated: activation === 'swiglu' });
      return activations;
    },
    project(_, table) {
      multiplied(table, false);
      return activations;
    },
    layerNorm: same,
    rmsNorm: same,
    attention: same,
    gelu: same,
    relu: same,
    swiglu: same,
    tanh: same,
    add: same,
    dropout: same,
    rnn: recurrent,
    lstm: recurrent,
    gru: recurrent,
    minGru: same,
    window: same,
  };
}
