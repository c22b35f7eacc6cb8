/** What a device on paper finds out about its kernels. */
import type { KernelReport } from '../../src/protocol/kernels.ts';
import type { KernelTime } from '../../src/protocol/protocol.ts';

export const fakeKernels: readonly KernelReport[] = [
  {
    kernel: 'product NN + bias',
    shape: '768 × 256, sum over 64',
    variant: 'shared-64x64x16-4x4',
    gflops: 512,
    share: 0.4,
    compared: true,
    refused: [{ variant: 'shared-32x32x16-4x4', reason: 'output[7] is NaN, not 0.25' }],
  },
  {
    kernel: 'attention',
    shape: '12 × 4 heads of 16, 64 tokens',
    variant: 'shared',
    gflops: 64,
    share: 0.05,
    compared: true,
    refused: [],
  },
  { kernel: 'layer norm', shape: '768 × 64', variant: 'row', gflops: null, share: null, compared: false, refused: [] },
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
