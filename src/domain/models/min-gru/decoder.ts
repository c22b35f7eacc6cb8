/** Token by token on plain arrays: the hidden states are all that is remembered, so nothing is read twice. */
import type { Decoder } from '../contract.ts';
import { addTo, layerOf, residentBytes, tableOf, vectorOf, type DecodingWeights } from '../decoding/matrices.ts';
import { geluRow, rmsNormRow, sigmoid } from '../vector.ts';
import type { MinGruSettings } from './definition.ts';
import { innerWidth, normEpsilon } from './sizes.ts';

export function minGruDecoder(
  { layers, width }: MinGruSettings,
  vocabulary: number,
  weights: DecodingWeights,
): Decoder {
  const affine = (at: string) => {
    const [matrix, bias] = [layerOf(weights, `${at}.weight`), vectorOf(weights, `${at}.bias`)];
    return (x: Float32Array, y: Float32Array): void => matrix.multiply(x, bias, y);
  };
  const norm = (at: string) => vectorOf(weights, `${at}.weight`);
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const at = `layers.${layer}`;
    return {
      before: norm(`${at}.norm_1`),
      sums: affine(`${at}.min_gru`),
      between: norm(`${at}.norm_2`),
      up: affine(`${at}.up`),
      down: affine(`${at}.down`),
      hidden: new Float32Array(width),
    };
  });
  const tokens = tableOf(weights, 'embedding.weight', width);
  const last = norm('norm');
  const x = new Float32Array(width);
  const normed = new Float32Array(width);
  const sums = new Float32Array(2 * width);
  const inner = new Float32Array(innerWidth(width));
  const added = new Float32Array(width);
  const logits = new Float32Array(vocabulary);

  return {
    weightBytes: residentBytes(weights),
    cacheBytes: blocks.reduce((bytes, { hidden }) => bytes + hidden.byteLength, 0),
    reset: () => blocks.forEach(({ hidden }) => hidden.fill(0)),
    step(token) {
      tokens.row(token, x);
      for (const { before, sums: toSums, between, up, down, hidden } of blocks) {
        rmsNormRow(x, before, normEpsilon, normed);
        toSums(normed, sums);
        advance(sums, hidden);
        addTo(x, hidden);
        rmsNormRow(x, between, normEpsilon, normed);
        up(normed, inner);
        down(geluRow(inner), added);
        addTo(x, added);
      }
      rmsNormRow(x, last, normEpsilon, normed);
      tokens.multiply(normed, null, logits);
      return logits;
    },
  };
}

/** One step further, from sums (k, a). */
function advance(sums: Float32Array, hidden: Float32Array): void {
  const width = hidden.length;
  for (let unit = 0; unit < width; unit++) {
    const gate = sigmoid(sums[unit] as number);
    const a = sums[width + unit] as number;
    hidden[unit] = (1 - gate) * (hidden[unit] as number) + gate * (a >= 0 ? a + 0.5 : sigmoid(a));
  }
}
