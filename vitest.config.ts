/**
 * Test projects. The folder of a test file says where it runs:
 *   tests/kernels/**, tests/engine/**   in Chromium (WebGPU on SwiftShader), unless named *.node.test.ts
 *   tests/ui/**                         in Node with jsdom
 *   tests/e2e/**                        in Node, driving the built site in Chromium
 *   everything else                     in Node
 */
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, findChromium } from './scripts/lib/chromium.mjs';
import { isolationHeaders } from './scripts/lib/headers.mjs';
import { engineDependencies } from './vite.config.ts';

const executablePath = findChromium();
const browserTests = ['tests/kernels/**/*.test.ts', 'tests/engine/**/*.test.ts'];
const nodeOnly = 'tests/**/*.node.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts', nodeOnly],
          exclude: ['tests/{kernels,engine}/**/!(*.node).test.ts', 'tests/ui/**', 'tests/e2e/**'],
          environment: 'node',
          // Nothing here changes the world around it, and modules need loading only once: half the time.
          isolate: false,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'ui',
          include: ['tests/ui/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          setupFiles: ['tests/ui/setup.ts'],
          testTimeout: 30_000,
        },
      },
      {
        server: { headers: isolationHeaders },
        optimizeDeps: { include: engineDependencies },
        test: {
          name: 'browser',
          include: browserTests,
          exclude: [nodeOnly],
          isolate: false,
          fileParallelism: false,
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(executablePath && { executablePath }), args: ['--headless=new', ...chromiumFlags] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
