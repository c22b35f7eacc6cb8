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
  /** x [M, I] · weight [I, O] + bias [O] → [M, O]. */
  linear(x: T, weight: T, bias: T | null): T;
  /** Tied head: x [M, D] · tableᵀ, table [V, D] → [M, V]. */
  project(x: T, table: T): T;
  /** Normalise each row to mean 0 and variance 1 (biased), then gain and bias [D]. */
  layerNorm(x: T, gain: T, bias: T, epsilon: number): T;
  /**
   * Scaled dot-product attention on packed queries, keys and values.
   * qkv [M, 3D], head h of q in columns h·D/H …, scores divided by √(D/H) → [M, D].
   */
  attention(qkv: T, options: AttentionOptions): T;
  /** GELU in its tanh form (GPT-2, `gelu_new`). */
  gelu(x: T): T;
  add(a: T, b: T): T;
  /** Inverted dropout; the identity at evaluation. `site` numbers the place in the model and selects the random stream. */
  dropout(x: T, rate: number, site: number): T;
  /**
   * One recurrent layer over time, zero initial state, gate order i, f, g, o (PyTorch).
   * x [M, I], weightInput [I, 4H], weightHidden [H, 4H], both biases [4H] → hidden states [M, H]. Rows are ordered batch-major.
   */
  lstm(x: T, weights: LstmWeights<T>, time: number): T;
}

export interface AttentionOptions {
  readonly heads: number;
  readonly time: number;
  readonly mask: 'causal';
}

export interface LstmWeights<T> {
  readonly weightInput: T;
  readonly weightHidden: T;
  readonly biasInput: T;
  readonly biasHidden: T;
}
