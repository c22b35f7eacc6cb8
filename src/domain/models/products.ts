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
  /** Where the inputs are what attention heads give. */
  readonly heads?: Heads;
  /** Where the outputs are added to the residual stream; said of no product where other things are added to it, too. */
  readonly residual?: true;
}

export interface Neurons {
  /** The tensor whose outputs they are, before the activation. */
  readonly from: string;
  /** A neuron has two outputs, its gate in the first half of them and its value in the second. */
  readonly gated: boolean;
}

/** A head has D / `heads` of the inputs, in order. */
export interface Heads {
  /** The tensor whose outputs are queries of all heads, then keys, then values. */
  readonly from: string;
  readonly heads: number;
  /** Heads of keys and values, each of which serves `heads` / `keyHeads` heads of queries. */
  readonly keyHeads: number;
}

/** In the order of their first use; a tensor that serves twice counts once. */
export function productsOf(
  model: ModelDefinition,
  settings: Settings<ParamSpecs>,
  vocabulary: number,
): readonly Product[] {
  const found = new Map<string, Product>();
  const weights = Object.fromEntries(model.tensors(settings, vocabulary).map(({ name }) => [name, name]));
  const joined: string[] = [];
  model.forward(namingOps(found, joined), weights, { inputs: activations, size: 1, time: 1 }, settings);
  const blocks = joined.every((name) => found.has(name));
  return [...found.values()].map((product) =>
    blocks && joined.includes(product.name) ? { ...product, residual: true } : product,
  );
}

/** What stands for a tensor of activations, but where it matters whence they come: then the name of the weight. */
const activations = '';

/** @param joined gets the names of what is added to the residual stream. */
function namingOps(found: Map<string, Product>, joined: string[]): ModelOps<string> {
  const attended = new Map<string, Heads>();
  const multiplied = (product: Product): void => {
    if (!found.has(product.name)) found.set(product.name, product);
  };
  /** Outputs of a product, which are added to the residual stream or not yet. */
  const outputs = (name: string, onto: string | undefined): string => {
    if (onto === undefined) return name;
    joined.push(name);
    return activations;
  };
  const same = (): string => activations;
  const recurrent = (_: string, { weightInput, weightHidden }: RecurrentWeights<string>): string => {
    multiplied({ name: weightInput, inputsFirst: true });
    multiplied({ name: weightHidden, inputsFirst: true });
    return activations;
  };
  return {
    embedding: same,
    addPositions: same,
    linear(x, name, _, onto) {
      const heads = attended.get(x);
      multiplied({ name, inputsFirst: true, ...(heads && { heads }) });
      return outputs(name, onto);
    },
    feedForward(_, { inner, outer }, activation, onto) {
      multiplied({ name: inner.weight, inputsFirst: true });
      const neurons = { from: inner.weight, gated: activation === 'swiglu' };
      multiplied({ name: outer.weight, inputsFirst: true, neurons });
      return outputs(outer.weight, onto);
    },
    project(_, table) {
      multiplied({ name: table, inputsFirst: false });
      return activations;
    },
    layerNorm: same,
    rmsNorm: same,
    attention(from, { heads, keyValueHeads: keyHeads = heads }) {
      const name = `heads over ${from}`;
      attended.set(name, { from, heads, keyHeads });
      return name;
    },
    gelu: same,
    relu: same,
    swiglu: same,
    tanh: same,
    // Dropout may come between a product and the stream.
    add(_, branch) {
      joined.push(branch);
      return activations;
    },
    dropout: (x) => x,
    rnn: recurrent,
    lstm: recurrent,
    gru: recurrent,
    minGru: same,
    window: same,
  };
}
