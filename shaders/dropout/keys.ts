/** What `random32` makes of a seed and a stream, for kernels that draw many numbers of one stream. */
import { mix32 } from '../../src/domain/core/random.ts';

interface DropoutKeys {
  /** Joins the number of the element before the first round; 32 bits. */
  readonly key: number;
  /** Is added before the second round; 32 bits. */
  readonly second: number;
  /** What the upper 24 bits of a number must reach for its element to stay. */
  readonly threshold: number;
  /** What elements that stay are multiplied by. */
  readonly keep: number;
}

/** @param rate below 1, rounded up to 24 bits, which decides as a comparison in double precision does */
export function dropoutKeys(seed: number, stream: number, rate: number): DropoutKeys {
  const key = mix32(mix32((seed | 0) + 0x9e3779b9) ^ stream);
  return { key, second: mix32(key ^ 0x85ebca6b), threshold: Math.ceil(rate * 0x1000000), keep: 1 / (1 - rate) };
}
