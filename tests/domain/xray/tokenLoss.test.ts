/** What a model thought of a token. */
import { expect, test } from 'vitest';
import { tokenLoss } from '../../../src/domain/xray/tokenLoss.ts';

test('loss, rank and the most probable tokens', () => {
  const probabilities = [0.05, 0.3, 0.1, 0.1, 0.25, 0.02, 0.18];
  const logits = Float32Array.from(probabilities, (probability) => Math.log(probability) + 40);
  const { lossNats, rank, probability, top } = tokenLoss(logits, 3);
  expect(lossNats).toBeCloseTo(-Math.log(0.1), 4);
  expect(probability).toBeCloseTo(0.1, 5);
  expect(rank).toBe(4);
  expect(top.map(({ id }) => id)).toEqual([1, 4, 6, 2, 3]);
  expect(top[0]?.probability).toBeCloseTo(0.3, 4);
  expect(tokenLoss(logits, 1).rank).toBe(1);
  expect(tokenLoss(logits, 5).rank).toBe(7);
});
