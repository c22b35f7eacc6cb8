/**
 * WGSL for dropout of attention weights (Srivastava et al. 2014; on the weights as Vaswani et al. 2017's code has it): which
 * of [B, H, T, T] stay is drawn from a counter wherever a weight is computed, forward and backward, so no mask is stored.
 */
import { dropoutKeys } from '../dropout/keys.ts';
import dropped from './dropped.wgsl?raw';

/** `dropped`, of weights or their gradients. @param binding of `dropping`; null where nothing is dropped */
export const dropping = (binding: number | null): string =>
  binding === null
    ? `fn dropped(weights: vec4f, rows: vec4u, keys: vec4u) -> vec4f {
  return weights;
}`
    : `@group(0) @binding(${binding}) var<storage, read> dropping: Dropping;
${dropped}`;

/** Words of `dropping`. */
export const droppingLength = 5;

/** Contents of `dropping`. @param prefix of the mask, 0 where it has none */
export function attentionDropping(
  seed: number,
  stream: number,
  rate: number,
  prefix: number,
): Uint32Array<ArrayBuffer> {
  const { key, second, threshold, keep } = dropoutKeys(seed, stream, rate);
  const words = Uint32Array.of(key, second, threshold, 0, prefix);
  new Float32Array(words.buffer)[3] = keep;
  return words;
}
