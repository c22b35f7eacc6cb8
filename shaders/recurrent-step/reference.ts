/** The states of a layer after one token, as plain loops in double precision; equations of PyTorch's nn.RNN, nn.GRU, nn.LSTM. */
import type { RecurrentCell } from './kernel.ts';

type Numbers = ArrayLike<number>;

export interface States {
  readonly hidden: Float64Array;
  /** As it was where a layer has none. */
  readonly cell: Float64Array;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export function recurrentStepReference(
  kind: RecurrentCell,
  fromInput: Numbers,
  fromHidden: Numbers,
  hidden: Numbers,
  cell: Numbers,
): States {
  const width = hidden.length;
  const next = { hidden: new Float64Array(width), cell: Float64Array.from(cell) };
  for (let unit = 0; unit < width; unit++) {
    const own = (sums: Numbers, gate: number): number => sums[gate * width + unit] ?? NaN;
    const sum = (gate: number): number => own(fromInput, gate) + own(fromHidden, gate);
    if (kind === 'rnn') next.hidden[unit] = Math.tanh(sum(0));
    if (kind === 'gru') {
      const n = Math.tanh(own(fromInput, 2) + sigmoid(sum(0)) * own(fromHidden, 2));
      const z = sigmoid(sum(1));
      next.hidden[unit] = (1 - z) * n + z * (hidden[unit] ?? NaN);
    }
    if (kind === 'lstm') {
      const c = sigmoid(sum(1)) * (cell[unit] ?? NaN) + sigmoid(sum(0)) * Math.tanh(sum(2));
      next.cell[unit] = c;
      next.hidden[unit] = sigmoid(sum(3)) * Math.tanh(c);
    }
  }
  return next;
}

/** Feng et al. 2024: z = σ(k), g(a) = a + ½ from 0 on and σ(a) below. */
export function minGruStepReference(sums: Numbers, hidden: Numbers): Float64Array {
  const width = hidden.length;
  return Float64Array.from({ length: width }, (_, unit) => {
    const [z, a] = [sigmoid(sums[unit] ?? NaN), sums[width + unit] ?? NaN];
    return (1 - z) * (hidden[unit] ?? NaN) + z * (a >= 0 ? a + 0.5 : sigmoid(a));
  });
}
