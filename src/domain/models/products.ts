/**
 * Which tensors of a model are multiplied with its activations, and which way round: the forward pass is run over names
 * instead of numbers, so that no architecture has to say it twice.
 */
import type { ParamSpecs, Settings } from '../core/params.ts';
import type { ModelDefinition } from './contract.ts';
import { normReaders, type NormReaders } from './normReaders.ts';
import type { ModelOps, RecurrentWeights } from './ops.ts';

export interface Product {
  /** Of the tensor. */
  readonly name: string;
  /** [inputs, outputs], as weights of layers are; else [outputs, inputs], as the table of a tied head is. */
  readonly inputsFirst: boolean;
  /** Where the inputs are the neurons of a feed-forward layer. */
  readonly neurons?: Neurons;
  /** Where the inputs are a norm's output, which matrices read and nothing else does. */
  readonly norm?: Norm;
  /** A layer's that reads its own state in a loop over time. */
  readonly recurrent?: true;
}

/** By the names of its tensors. */
export interface Norm {
  readonly gain: string;
  /** RMS norms have none. */
  readonly bias: string | null;
  /** All matrices that read it. */
  readonly readers: readonly string[];
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
  const norms = normReaders();
  const multiplied: Multiplied = (x, product) => {
    norms.multiplied(x, product);
    if (!found.has(product.name)) found.set(product.name, product);
  };
  const inputs = { inputs: activations, size: 1, time: 1 };
  model.forward(namingOps(multiplied, norms), weights, inputs, settings);
  return [...found.values()].map((product) => {
    const norm = norms.of(product.name);
    return norm ? { ...product, norm } : product;
  });
}

const activations = '';

/** @param x what goes in */
type Multiplied = (x: string, product: Product) => void;

function namingOps(multiplied: Multiplied, norms: NormReaders): ModelOps<string> {
  const same = (...inputs: readonly unknown[]): string => {
    inputs.forEach(norms.otherwise);
    return activations;
  };
  const recurrent = (x: string, { weightInput, weightHidden }: RecurrentWeights<string>): string => {
    multiplied(x, { name: weightInput, inputsFirst: true, recurrent: true });
    multiplied(activations, { name: weightHidden, inputsFirst: true, recurrent: true });
    return same(x);
  };
  return {
    embedding: same,
    addPositions: same,
    linear(x, weight, _bias, onto) {
      multiplied(x, { name: weight, inputsFirst: true });
      return same(onto);
    },
    feedForward(x, { inner, outer }, activation, onto) {
      multiplied(x, { name: inner.weight, inputsFirst: true });
      const neurons = { from: inner.weight, gated: activation === 'swiglu' };
      multiplied(activations, { name: outer.weight, inputsFirst: true, neurons });
      return same(onto);
    },
    project(x, table) {
      multiplied(x, { name: table, inputsFirst: false });
      return activations;
    },
    layerNorm(x, gain, bias) {
      same(x);
      return norms.made(gain, bias);
    },
    rmsNorm(x, gain) {
      same(x);
      return norms.made(gain, null);
    },
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
