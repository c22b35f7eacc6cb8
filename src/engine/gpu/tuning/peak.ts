/** What the device can multiply and add at most, as a measure for kernels. */
import { dispatch } from '../../../../shaders/common/dispatch.ts';
import { fmaPeak, peakFlops } from '../../../../shaders/fma-peak/kernel.ts';
import { openWorkbench } from './workbench.ts';

const sizes = [
  { workgroups: 16, rounds: 256 },
  { workgroups: 128, rounds: 256 },
  { workgroups: 1024, rounds: 256 },
  { workgroups: 8192, rounds: 256 },
  { workgroups: 16384, rounds: 1024 },
  { workgroups: 16384, rounds: 8192 },
];

/** GFLOP/s, the best of several runs of growing size, until one takes so long that starting and ending do not count. */
export async function measurePeak(device: GPUDevice, enoughMs: number): Promise<number> {
  const bench = openWorkbench(device, { input: new Float32Array([0.75, 0.5]) });
  let best = 0;
  try {
    for (const shape of sizes) {
      const job = await bench.prepare([dispatch(fmaPeak, shape)]);
      await job.time(1);
      const ms = Math.min(await job.time(1), await job.time(1));
      job.close();
      best = Math.max(best, peakFlops(shape) / ms / 1e6);
      if (ms >= enoughMs) break;
    }
  } finally {
    bench.close();
  }
  return best;
}
