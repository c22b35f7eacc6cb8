/** The recurrence of an LSTM layer, from gate sums that hold the input's part, and its gradient, as loops in double precision. */
import type { RecurrentShape } from '../common/recurrent/layer.ts';

type Numbers = ArrayLike<number>;

export interface LstmStates {
  /** [B·T, 4H], after their nonlinearity. */
  readonly gates: Float64Array;
  /** [B·T, H] */
  readonly cells: Float64Array;
  /** [B·T, H] */
  readonly hiddens: Float64Array;
  /** [B·T, H], the hidden states one step earlier. */
  readonly earlier: Float64Array;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export function lstmReference(
  sums: Numbers,
  weightHidden: Numbers,
  { batch, time, width }: RecurrentShape,
): LstmStates {
  const gates = new Float64Array(4 * batch * time * width);
  const [cells, hiddens, earlier] = [0, 1, 2].map(() => new Float64Array(batch * time * width)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < batch * time; row++) {
    const starts = row % time === 0;
    for (let u = 0; u < width; u++) earlier[row * width + u] = starts ? 0 : (hiddens[(row - 1) * width + u] ?? NaN);
    for (let column = 0; column < 4 * width; column++) {
      let sum = sums[row * 4 * width + column] ?? NaN;
      for (let u = 0; u < width; u++) {
        sum += (earlier[row * width + u] ?? NaN) * (weightHidden[u * 4 * width + column] ?? NaN);
      }
      gates[row * 4 * width + column] = Math.floor(column / width) === 2 ? Math.tanh(sum) : sigmoid(sum);
    }
    for (let u = 0; u < width; u++) {
      const [i, f, g, o] = gatesAt(gates, row, u, width);
      const before = starts ? 0 : (cells[(row - 1) * width + u] ?? NaN);
      const cell = f * before + i * g;
      cells[row * width + u] = cell;
      hiddens[row * width + u] = o * Math.tanh(cell);
    }
  }
  return { gates, cells, hiddens, earlier };
}

/** Gradient of the sums [B·T, 4H] from that of the hidden states [B·T, H]. */
export function lstmGradientReference(
  sums: Numbers,
  weightHidden: Numbers,
  upstream: Numbers,
  shape: RecurrentShape,
): Float64Array {
  const { batch, time, width } = shape;
  const { gates, cells } = lstmReference(sums, weightHidden, shape);
  const gradient = new Float64Array(gates.length);
  const forCells = new Float64Array(cells.length);
  for (let row = batch * time - 1; row >= 0; row--) {
    const starts = row % time === 0;
    const ends = row % time === time - 1;
    for (let u = 0; u < width; u++) {
      const place = row * width + u;
      let forHidden = upstream[place] ?? NaN;
      for (let column = 0; column < (ends ? 0 : 4 * width); column++) {
        forHidden += (gradient[(row + 1) * 4 * width + column] ?? NaN) * (weightHidden[u * 4 * width + column] ?? NaN);
      }
      const [i, f, g, o] = gatesAt(gates, row, u, width);
      const squashed = Math.tanh(cells[place] ?? NaN);
      const forCell = (forCells[place] ?? NaN) + forHidden * o * (1 - squashed ** 2);
      if (!starts) forCells[place - width] = forCell * f;
      const before = starts ? 0 : (cells[place - width] ?? NaN);
      const forGates = [forCell * g, forCell * before, forCell * i, forHidden * squashed] as const;
      const slopes = [i * (1 - i), f * (1 - f), 1 - g ** 2, o * (1 - o)] as const;
      forGates.forEach((value, k) => (gradient[(row * 4 + k) * width + u] = value * (slopes[k] ?? NaN)));
    }
  }
  return gradient;
}

function gatesAt(gates: Float64Array, row: number, unit: number, width: number): [number, number, number, number] {
  const gate = (index: number): number => gates[(row * 4 + index) * width + unit] ?? NaN;
  return [gate(0), gate(1), gate(2), gate(3)];
}
