/**
 * The tensor operations that models are written in. The engine implements them, with gradients, for every backend;
 * a model therefore names no library. Letters: B batch, T time, M = B·T rows, D width, H heads, V vocabulary.
 * Activations are kept as [M, D] matrices, because that is the shape that every backend multiplies fast.
 */
export interface ModelOps<T> {
  /** Rows of a table. ids [M] int32, table [V, D] → [M, D]. */
  embedding(ids: T, table: T): T;
  /** x [M, D] + positions [T, D], repeated over the batch. */
  addPositions(x: T, positions: T, time: number): T;
  /** √D·x [M, D] + the fixed waves of each position, repeated over the batch (Vaswani et al. 2017, sections 3.4 and 3.5). */
  addSinusoids(x: T, time: number): T;
  /** x [M, I] · weight [I, O] + bias [O] → [M, O]; plus `onto` [M, O], such as the residual stream. */
  linear(x: T, weight: T, bias: T | null, onto?: T): T;
  /** Tied head: x [M, D] · tableᵀ, table [V, D] → [M, V]. */
  project(x: T, table: T): T;
  /** Normalise each row to mean 0 and variance 1 (biased), then gain and bias [D]. */
  layerNorm(x: T, gain: T, bias: T, epsilon: number): T;
  /** Divide each row by its root mean square, √(mean x² + ε), then gain [D] (RMSNorm). */
  rmsNorm(x: T, gain: T, epsilon: number): T;
  /**
   * QK-norm: each head of queries and of keys by its own root mean square, then the gain [D/H] of its kind; values as they are.
   * qkv [M, (1 + 2K/H)·D], packed as for `attention`, → the same shape.
   */
  headNorm(qkv: T, queryGain: T, keyGain: T, options: HeadNormOptions): T;
  /**
   * Scaled dot-product attention on packed queries, keys and values, scores divided by √(D/H) → [M, D].
   * qkv [M, (1 + 2K/H)·D] for K heads of keys and values: D/H columns for each head of queries, then of keys, then of values.
   */
  attention(qkv: T, options: AttentionOptions): T;
  /** GELU in its tanh form (GPT-2, `gelu_new`). */
  gelu(x: T): T;
  /** max(x, 0), or its square. */
  relu(x: T, power: 1 | 2): T;
  /** Gates g and values v, x [M, 2F] = (g, v) → g·σ(g)·v [M, F]. */
  swiglu(x: T): T;
  /** act(x · Wᵢ + bᵢ) · Wₒ + bₒ, x [M, D] → [M, D]; plus `onto` [M, D]. Between the two M rows of F columns, or of 2F for SwiGLU. */
  feedForward(x: T, weights: FeedForwardWeights<T>, activation: Activation, onto?: T): T;
  tanh(x: T): T;
  add(a: T, b: T): T;
  /** Inverted dropout; the identity at evaluation. `site` numbers the place in the model and selects the random stream. */
  dropout(x: T, rate: number, site: number): T;
  /**
   * What a layer adds, x, wholly left out of so many steps and scaled up in the others (stochastic depth); the identity at
   * evaluation. All that one `layer` adds is left out together.
   */
  dropLayer(x: T, rate: number, layer: number): T;
  /**
   * One plain recurrent layer over time, h = tanh(W x + b + U h' + c), zero initial state (torch.nn.RNN).
   * x [M, I], weightInput [I, H], weightHidden [H, H], both biases [H] → hidden states [M, H]. Rows are ordered batch-major.
   */
  rnn(x: T, weights: RecurrentWeights<T>, time: number): T;
  /** The same with LSTM cells, gate order i, f, g, o (torch.nn.LSTM): four times as many columns in weights and biases. */
  lstm(x: T, weights: RecurrentWeights<T>, time: number): T;
  /** The same with gated units r, z, n, the reset gate after the product (torch.nn.GRU): three times as many columns. */
  gru(x: T, weights: RecurrentWeights<T>, time: number): T;
  /**
   * The recurrence of minGRU (Feng et al. 2024), h = (1 − z)·h' + z·g(a) from sums [M, 2H] = (k, a), z = σ(k), g(a) = a + ½
   * for a ≥ 0 and σ(a) below; zero initial state → hidden states [M, H].
   */
  minGru(sums: T, time: number): T;
  /** Each row beside the `length` − 1 rows before it in its sequence, the oldest first, zeros before the first: [M, D] → [M, length·D]. */
  window(x: T, length: number, time: number): T;
  /** One row for each sequence: the sum of its T rows, each times its share. x [M, D], shares [M] → [B, D]. Shares get no gradient. */
  pool(x: T, shares: T, time: number): T;
}

/** GELU, ReLU and its square element by element; SwiGLU with gates for the first half of the columns. */
export type Activation = 'gelu' | 'relu' | 'relu2' | 'swiglu';

export interface Affine<T> {
  /** [I, O] */
  readonly weight: T;
  /** [O] */
  readonly bias: T;
}

export interface FeedForwardWeights<T> {
  readonly inner: Affine<T>;
  readonly outer: Affine<T>;
}

export interface AttentionOptions {
  readonly heads: number;
  readonly time: number;
  /** Every query sees the keys up to its own; all; or the first `prefix` too, which are asked for anew at every step. */
  readonly mask: 'causal' | 'full' | { readonly prefix: () => number };
  /** K, which divides H: heads of keys and values, each of which serves H/K heads of queries. H unless given. */
  readonly keyValueHeads?: number;
  /** How scores know positions: by turning queries and keys, by falling with the distance, or not at all. */
  readonly positions?: AttentionPositions;
  /** Of what the mask shows, only tokens less than so many away, the query's own among them. All unless given. */
  readonly window?: number;
  /** Inverted dropout of the weights behind the softmax, in training only; `site` as of `dropout`. None unless given. */
  readonly dropout?: { readonly rate: number; readonly site: number };
}

export interface HeadNormOptions {
  readonly heads: number;
  /** K */
  readonly keyValueHeads: number;
  readonly epsilon: number;
}

export type AttentionPositions = 'none' | 'rope' | 'alibi';

/** Of a layer whose units take G sums each: columns in G blocks of H. */
export interface RecurrentWeights<T> {
  /** [I, G·H] */
  readonly weightInput: T;
  /** [H, G·H] */
  readonly weightHidden: T;
  /** [G·H] */
  readonly biasInput: T;
  /** [G·H] */
  readonly biasHidden: T;
}
