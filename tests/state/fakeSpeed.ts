/** Timings of products on paper: 4 bits save time, 8 bits only bytes, 2:4 is slower, and a table takes no 2:4. */
import type { ProductTime, SpeedReport } from '../../src/protocol/execution.ts';

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
