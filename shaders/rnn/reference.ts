/** The recurrence of a plain layer, from sums that hold the input's part, and its gradient, as loops in double precision. */
import type { RecurrentShape } from '../common/recurrent/layer.ts';

type Numbers = ArrayLike<number>;

export interface RnnStates {
  /** [B·T, H] */
  readonly hiddens: Float64Array;
  /** [B·T, H], the hidden states one step earlier. */
  readonly earlier: Float64Array;
}

/** From sums [B·T, H]. */
export function rnnReference(
  sums: Numbers,
  weightHidden: Numbers,
  biasHidden: Numbers,
  { batch, time, width }: RecurrentShape,
): RnnStates {
  const hiddens = new Float64Array(batch * time * width);
  const earlier = new Float64Array(batch * time * width);
  for (let row = 0; row < batch * time; row++) {
    const starts = row % time === 0;
    for (let u = 0; u < width; u++) earlier[row * width + u] = starts ? 0 : (hiddens[(row - 1) * width + u] ?? NaN);
    for (let u = 0; u < width; u++) {
      let sum = (sums[row * width + u] ?? NaN) + (biasHidden[u] ?? NaN);
      for (let i = 0; i < width; i++) sum += (earlier[row * width + i] ?? NaN) * (weightHidden[i * width + u] ?? NaN);
      hiddens[row * width + u] = Math.tanh(sum);
    }
  }
  return { hiddens, earlier };
}

/** Gradient of the sums [B·T, H] from that of the hidden states [B·T, H]. */
export function rnnGradientReference(
  sums: Numbers,
  weightHidden: Numbers,
  biasHidden: Numbers,
  upstream: Numbers,
  shape: RecurrentShape,
): Float64Array {
  const { batch, time, width } = shape;
  const { hiddens } = rnnReference(sums, weightHidden, biasHidden, shape);
  const gradient = new Float64Array(hiddens.length);
  for (let row = batch * time - 1; row >= 0; row--) {
    const ends = row % time === time - 1;
    for (let u = 0; u < width; u++) {
      let forHidden = upstream[row * width + u] ?? NaN;
      for (let k = 0; k < (ends ? 0 : width); k++) {
        forHidden += (gradient[(row + 1) * width + k] ?? NaN) * (weightHidden[u * width + k] ?? NaN);
      }
      gradient[row * width + u] = forHidden * (1 - (hiddens[row * width + u] ?? NaN) ** 2);
    }
  }
  return gradient;
}
