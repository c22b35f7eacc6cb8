/** Token by token on plain arrays: what is remembered are the vectors of the last K tokens. */
import type { Decoder } from '../contract.ts';
import { layerOf, residentBytes, tableOf, vectorOf, type DecodingWeights } from '../decoding/matrices.ts';
import type { DecodingOps } from '../decoding/ops.ts';
import type { MlpSettings } from './definition.ts';

function mlpDecoder(
  { history, width, hidden: units }: MlpSettings,
  vocabulary: number,
  weights: DecodingWeights,
): Decoder {
  const embedding = tableOf(weights, 'embedding.weight', width);
  const [inner, head] = [layerOf(weights, 'hidden.weight'), layerOf(weights, 'head.weight')];
  const [innerBias, headBias] = [vectorOf(weights, 'hidden.bias'), vectorOf(weights, 'head.bias')];
  const seen = new Float32Array(history * width);
  const hidden = new Float32Array(units);
  const logits = new Float32Array(vocabulary);
  return {
    weightBytes: residentBytes(weights),
    cacheBytes: seen.byteLength,
    reset: () => void seen.fill(0),
    step(token) {
      seen.copyWithin(0, width);
      embedding.row(token, seen.subarray((history - 1) * width));
      inner.multiply(seen, innerBias, hidden);
      for (let unit = 0; unit < units; unit++) hidden[unit] = Math.tanh(hidden[unit] as number);
      head.multiply(hidden, headBias, logits);
      return logits;
    },
  };
}

/** The same over the operations of machines that repeat it. */
function mlpStep<T>(ops: DecodingOps<T>, { history }: MlpSettings): T {
  const seen = ops.lookUpLast('embedding.weight', history);
  const hidden = ops.tanh(ops.linear(seen, 'hidden.weight', 'hidden.bias'));
  return ops.linear(hidden, 'head.weight', 'head.bias');
}

export const mlpDecoding = { decoder: mlpDecoder, decodingStep: mlpStep, endless: true as const };
