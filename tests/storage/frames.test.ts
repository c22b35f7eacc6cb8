/** Norms of tensors in frames that are joined and cut. */
import { describe, expect, it } from 'vitest';
import type { MetricFrame } from '../../src/protocol/protocol.ts';
import { cutFrame, joinFrames } from '../../src/storage/frames.ts';
import { frame } from './fixtures.ts';

const withNorms = (...steps: number[]): MetricFrame => {
  const step = steps.at(-1) ?? 0;
  return { ...frame('a', ...steps), norms: { step, values: Float32Array.of(step) } };
};

describe('norms in frames', () => {
  it('of the frames that are written together the last norms stay', () => {
    const joined = joinFrames('a', [withNorms(1, 2), withNorms(3), frame('a', 4)]);
    expect(joined).toEqual({ ...frame('a', 1, 2, 3, 4), norms: { step: 3, values: Float32Array.of(3) } });
    expect(joinFrames('a', [frame('a', 1)])).toEqual(frame('a', 1));
  });

  it('norms of steps that are cut away go with them', () => {
    expect(cutFrame(withNorms(1, 2, 3), 2)).toEqual(frame('a', 1, 2));
    const early: MetricFrame = { ...frame('a', 1, 2, 3), norms: { step: 1, values: Float32Array.of(7) } };
    expect(cutFrame(early, 2)).toEqual({ ...frame('a', 1, 2), norms: early.norms });
  });
});
