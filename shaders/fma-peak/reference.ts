/** The chains in double precision. */
import { peakOutputs, type PeakShape } from './kernel.ts';

export function peakReference(factor: number, term: number, shape: PeakShape): Float64Array {
  const chain = (start: number): number => {
    let value = start;
    for (let i = 0; i < shape.rounds; i++) value = value * factor + term;
    return value;
  };
  return Float64Array.from({ length: peakOutputs(shape) }, (_, item) => {
    let sum = 0;
    for (let offset = 0; offset < 8; offset++) sum += 4 * chain((item % 64) + offset);
    return sum;
  });
}
