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
  /** Where the inputs are what attention heads give. */
  readonly heads?: Heads;
  /** Where the outputs are added to the residual stream; said of no product where other things happen to it, too. */
  readonly residual?: true;
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
  const norms = normReaders();
  const stream: Stream = { joined: [], normed: false };
  const multiplied: Multiplied = (x, product) => {
    norms.multiplied(x, product);
    if (!found.has(product.name)) found.set(product.name, product);
  };
  const inputs = { inputs: activations, size: 1, time: 1, pooling: activations };
  model.forward(namingOps(multiplied, norms, stream), weights, inputs, settings);
  const blocks = !stream.normed && stream.joined.every((name) => found.has(name));
  return [...found.values()].map((product) => {
    const norm = norms.of(product.name);
    const residual = blocks && stream.joined.includes(product.name);
    return { ...product, ...(norm && { norm }), ...(residual && { residual }) };
  });
}

/** What stands for a tensor of activations, but where it matters whence they come: then the name of the weight. */
const activations = '';

/** @param x what goes in */
type Multiplied = (x: string, product: Product) => void;

interface Stream {
  /** Names of what is added to it. */
  readonly joined: string[];
  /** It passes through norms itself, as in post-norm: what adds nothing is not passed by unchanged. */
  normed: boolean;
}

function namingOps(multiplied: Multiplied, norms: NormReaders, stream: Stream): ModelOps<string> {
  const attended = new Map<string, Heads>();
  const same = (...inputs: readonly unknown[]): string => {
    inputs.forEach(norms.otherwise);
    return activations;
  };
  /** What changes numbers and not what they are. */
  const passed = (x: string): string => {
    same(x);
    return x;
  };
  const join = (onto: string, branch: string): string => {
    stream.joined.push(branch);
    stream.normed ||= norms.gave(onto);
    return same(onto, branch);
  };
  /** Outputs of a product, which are added to the residual stream or not yet. */
  const outputs = (name: string, onto: string | undefined): string => (onto === undefined ? name : join(onto, name));
  const recurrent = (x: string, { weightInput, weightHidden }: RecurrentWeights<string>): string => {
    multiplied(x, { name: weightInput, inputsFirst: true, recurrent: true });
    multiplied(activations, { name: weightHidden, inputsFirst: true, recurrent: true });
    return same(x);
  };
  return {
    embedding: same,
    addPositions: same,
    addSinusoids: same,
    linear(x, name, _bias, onto) {
      const heads = attended.get(x);
      multiplied(x, { name, inputsFirst: true, ...(heads && { heads }) });
      return outputs(name, onto);
    },
    feedForward(x, { inner, outer }, activation, onto) {
      multiplied(x, { name: inner.weight, inputsFirst: true });
      const neurons = { from: inner.weight, gated: activation === 'swiglu' };
      multiplied(activations, { name: outer.weight, inputsFirst: true, neurons });
      return outputs(outer.weight, onto);
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
    // Whose queries, keys and values they are does not change.
    headNorm: (qkv) => qkv,
    attention(from, { heads, keyValueHeads: keyHeads = heads }) {
      same(from);
      const name = `heads over ${from}`;
      attended.set(name, { from, heads, keyHeads });
      return name;
    },
    gelu: same,
    relu: same,
    swiglu: same,
    tanh: same,
    add: join,
    // They may come between a product and the stream.
    dropout: passed,
    dropLayer: passed,
    rnn: recurrent,
    lstm: recurrent,
    gru: recurrent,
    minGru: same,
    window: same,
    pool: same,
  };
}
