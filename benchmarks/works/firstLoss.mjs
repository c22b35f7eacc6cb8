/** From asking for the page to the first training step on screen: fresh profile, default preset. */
import { median, reachStep, withPage } from '../page.mjs';

const repeats = { wasm: 5, webgpu: 3 };

export const firstLoss = {
  id: 'first-loss',
  summary: 'time from navigation to the first real loss on screen, default preset, fresh profile',
  async run() {
    const rows = [];
    for (const [backend, runs] of Object.entries(repeats)) {
      const times = [];
      for (let i = 0; i < runs; i++) {
        times.push(
          await withPage(async (open) => {
            const startedAt = performance.now();
            await reachStep(await open(`?backend=${backend}`), 1);
            return performance.now() - startedAt;
          }),
        );
      }
      const note = backend === 'webgpu' ? 'SwiftShader, a software adapter' : '';
      rows.push({ backend, medianMs: median(times), minMs: Math.min(...times), maxMs: Math.max(...times), runs, note });
    }
    return rows;
  },
};
