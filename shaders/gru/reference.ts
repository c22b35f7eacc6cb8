/** The recurrence of a GRU layer, from sums that hold the input's part, and its gradient, as loops in double precision. */
import type { RecurrentShape } from '../common/recurrent/layer.ts';

type Numbers = ArrayLike<number>;

export interface GruStates {
  /** [B·T, 3H]: r, z and n, after their nonlinearity. */
  readonly gates: Float64Array;
  /** [B·T, H], what the last hidden states contribute to n, before the reset gate. */
  readonly recalled: Float64Array;
  /** [B·T, H] */
  readonly hiddens: Float64Array;
  /** [B·T, H], the hidden states one step earlier. */
  readonly earlier: Float64Array;
}

export interface GruGradients {
  /** Of the sums from the input [B·T, 3H]. */
  readonly forSums: Float64Array;
  /** Of the sums from the hidden states [B·T, 3H]. */
  readonly forRecurrent: Float64Array;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** From sums [B·T, 3H]. */
export function gruReference(
  sums: Numbers,
  weightHidden: Numbers,
  biasHidden: Numbers,
  { batch, time, width }: RecurrentShape,
): GruStates {
  const states = batch * time * width;
  const gates = new Float64Array(3 * states);
  const recalled = new Float64Array(states);
  const hiddens = new Float64Array(states);
  const earlier = new Float64Array(states);
  for (let row = 0; row < batch * time; row++) {
    const starts = row % time === 0;
    for (let u = 0; u < width; u++) earlier[row * width + u] = starts ? 0 : (hiddens[(row - 1) * width + u] ?? NaN);
    const fromHidden = (column: number): number => {
      let sum = biasHidden[column] ?? NaN;
      for (let i = 0; i < width; i++) {
        sum += (earlier[row * width + i] ?? NaN) * (weightHidden[i * 3 * width + column] ?? NaN);
      }
      return sum;
    };
    for (let u = 0; u < width; u++) {
      const [r, z, n] = [0, 1, 2].map((gate) => (row * 3 + gate) * width + u) as [number, number, number];
      const place = row * width + u;
      const reset = sigmoid((sums[r] ?? NaN) + fromHidden(u));
      const update = sigmoid((sums[z] ?? NaN) + fromHidden(width + u));
      const recall = fromHidden(2 * width + u);
      const candidate = Math.tanh((sums[n] ?? NaN) + reset * recall);
      gates[r] = reset;
      gates[z] = update;
      gates[n] = candidate;
      recalled[place] = recall;
      hiddens[place] = (1 - update) * candidate + update * (earlier[place] ?? NaN);
    }
  }
  return { gates, recalled, hiddens, earlier };
}

/** From the gradient of the hidden states [B·T, H]. */
export function gruGradientReference(
  sums: Numbers,
  weightHidden: Numbers,
  biasHidden: Numbers,
  upstream: Numbers,
  shape: RecurrentShape,
): GruGradients {
  const { batch, time, width } = shape;
  const { gates, recalled, earlier } = gruReference(sums, weightHidden, biasHidden, shape);
  const forSums = new Float64Array(gates.length);
  const forRecurrent = new Float64Array(gates.length);
  const carried = new Float64Array(recalled.length);
  for (let row = batch * time - 1; row >= 0; row--) {
    const ends = row % time === time - 1;
    for (let u = 0; u < width; u++) {
      const place = row * width + u;
      let forHidden = (upstream[place] ?? NaN) + (ends ? 0 : (carried[place + width] ?? NaN));
      for (let column = 0; column < (ends ? 0 : 3 * width); column++) {
        forHidden +=
          (forRecurrent[(row + 1) * 3 * width + column] ?? NaN) * (weightHidden[u * 3 * width + column] ?? NaN);
      }
      const [r = NaN, z = NaN, n = NaN] = [0, 1, 2].map((gate) => gates[(row * 3 + gate) * width + u]);
      carried[place] = forHidden * z;
      const forCandidate = forHidden * (1 - z) * (1 - n ** 2);
      const forReset = forCandidate * (recalled[place] ?? NaN) * r * (1 - r);
      const forUpdate = forHidden * ((earlier[place] ?? NaN) - n) * z * (1 - z);
      [forReset, forUpdate, forCandidate].forEach((value, gate) => (forSums[(row * 3 + gate) * width + u] = value));
      [forReset, forUpdate, forCandidate * r].forEach(
        (value, gate) => (forRecurrent[(row * 3 + gate) * width + u] = value),
      );
    }
  }
  return { forSums, forRecurrent };
}
