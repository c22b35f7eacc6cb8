/** What a device on paper finds out about its kernels. */
import type { KernelReport } from '../../src/protocol/kernels.ts';
import type { KernelTime } from '../../src/protocol/protocol.ts';

export const fakeKernels: readonly KernelReport[] = [
  {
    task: { kind: 'product', layout: 'NN', bias: true, rows: 768, columns: 256, inner: 64 },
    variant: 'shared-64x64x16-4x4',
    gflops: 512,
    share: 0.4,
    compared: true,
    refused: [
      {
        variant: 'shared-32x32x16-4x4',
        reason: { code: 'wrong', buffer: 'output', at: 7, actual: NaN, expected: 0.25 },
      },
    ],
  },
  {
    task: {
      kind: 'attention',
      batch: 12,
      time: 64,
      heads: 4,
      headWidth: 16,
      keyValueHeads: 4,
      mask: 'causal',
      positions: 'none',
    },
    variant: 'shared',
    gflops: 64,
    share: 0.05,
    compared: true,
    refused: [],
  },
  {
    task: { kind: 'layer-norm', rows: 768, width: 64 },
    variant: 'row',
    gflops: null,
    share: null,
    compared: false,
    refused: [],
  },
];

/** 10 ms, of which the last five take 4 %. */
export const fakeTimes: readonly KernelTime[] = [
  { kernel: 'linear-backward', runs: 8, ms: 4 },
  { kernel: 'product-NN', runs: 8, ms: 3 },
  { kernel: 'attention-forward', runs: 2, ms: 1.5 },
  { kernel: 'attention-backward', runs: 2, ms: 0.5 },
  { kernel: 'optimizer-update', runs: 1, ms: 0.3 },
  { kernel: 'layer-norm', runs: 5, ms: 0.2 },
  { kernel: 'gelu', runs: 2, ms: 0.1 },
  { kernel: 'embedding', runs: 1, ms: 0.1 },
  { kernel: 'add', runs: 4, ms: 0.1 },
  { kernel: 'cross-entropy', runs: 1, ms: 0.1 },
  { kernel: 'grad-norm', runs: 1, ms: 0.1 },
];
