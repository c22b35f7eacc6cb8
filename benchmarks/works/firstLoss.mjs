/** From asking for the page to the first training step on screen: fresh profile, default preset. */
import { reachStep, withPage } from '../page.mjs';
import { median } from '../statistics.mjs';

/** `auto` is what a visitor gets; here it chooses WASM, after it has looked for an adapter. */
const repeats = { auto: 5, wasm: 5, webgpu: 3 };

export const firstLoss = {
  id: 'first-loss',
  summary: 'time from navigation to the first real loss on screen, default preset, fresh profile',
  async run({ backend: wanted }) {
    const rows = [];
    for (const [backend, runs] of Object.entries(repeats)) {
      if (wanted !== undefined && backend !== wanted) continue;
      const times = [];
      for (let i = 0; i < runs; i++) {
        times.push(
          await withPage(async (open) => {
            const page = await open(`?backend=${backend}`);
            await reachStep(page, 1);
            // The page's own clock starts with the navigation.
            return page.evaluate(() => performance.now());
          }),
        );
      }
      const note = backend === 'webgpu' ? 'SwiftShader, a software adapter' : '';
      rows.push({ backend, medianMs: median(times), minMs: Math.min(...times), maxMs: Math.max(...times), runs, note });
    }
    return rows;
  },
};
