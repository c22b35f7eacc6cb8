/** Timings of products on paper: 4 bits save time, 8 bits only bytes, 2:4 is slower, and a table takes no 2:4. */
import type { CacheReport, ProductTime, SpeedReport } from '../../src/protocol/execution.ts';

const times = (denseBytes: number, ms: number): readonly ProductTime[] => [
  { way: 'f32', bytes: denseBytes, ms },
  { way: 'int8', bytes: 0.28 * denseBytes, ms },
  { way: 'int4', bytes: 0.16 * denseBytes, ms: ms / 2 },
  { way: 'sparse', bytes: 0.53 * denseBytes, ms: 1.5 * ms },
  { way: 'low-rank', bytes: 0.5 * denseBytes, ms: 0.6 * ms },
];

export const fakeSpeed: SpeedReport = {
  machine: 'arrays',
  software: false,
  rounds: 5,
  shapes: [
    {
      inputs: 128,
      outputs: 384,
      names: ['transformer.h.0.attn.c_attn.weight', 'transformer.h.1.attn.c_attn.weight'],
      rank: 48,
      times: times(200_000, 0.05),
    },
    {
      inputs: 128,
      outputs: 65,
      names: ['transformer.wte.weight'],
      rank: 21,
      times: times(33_280, 0.01).filter(({ way }) => way !== 'sparse'),
    },
  ],
};

/** Fewer bits cost more. */
export const fakeCache: CacheReport = {
  variantId: null,
  machine: 'arrays',
  tokens: 512,
  trials: ([32, 8, 4, 2] as const).map((bits) => ({
    bits,
    lossNats: 1.5 + (bits === 32 ? 0 : 2 ** -bits),
    cacheBytes: 2048 * bits,
    msPerToken: 0.5,
  })),
};
