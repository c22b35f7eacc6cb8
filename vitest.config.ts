/**
 * Test projects. The folder of a test file says where it runs:
 *   tests/kernels/**, tests/engine/**, tests/conformance/**
 *                                       in a Chromium each (WebGPU on SwiftShader), unless named *.node.test.ts;
 *                                       *.alone.test.ts in a page where nothing has run before
 *   tests/ui/**                         in Node with jsdom
 *   tests/e2e/**                        in Node, driving the built site in Chromium
 *   tests/native/**                     in Node, on Dawn (WebGPU on lavapipe), skipped where that is missing
 *   everything else                     in Node
 */
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumFlags, findChromium } from './scripts/lib/chromium.mjs';
import { isolationHeaders } from './scripts/lib/headers.mjs';
import { engineDependencies } from './vite.config.ts';

const executablePath = findChromium();
const nodeOnly = 'tests/**/*.node.test.ts';
/** For what a page does once: which backend starts, and how. */
const alone = 'tests/engine/**/*.alone.test.ts';

/** A project for each folder, because a browser compiles for one test at a time, however many cores there are. */
const inChromium = (
  name: string,
  include: string,
  exclude: readonly string[] = [],
): TestProjectInlineConfiguration => ({
  server: { headers: isolationHeaders },
  optimizeDeps: { include: engineDependencies },
  test: {
    name,
    include: [include],
    exclude: [nodeOnly, ...exclude],
    isolate: false,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
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
});

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts', nodeOnly],
          exclude: ['tests/{kernels,engine,conformance}/**/!(*.node).test.ts', 'tests/ui/**', 'tests/{native,e2e}/**'],
          environment: 'node',
          // Another browser is compiling beside them.
          testTimeout: 60_000,
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
          testTimeout: 60_000,
        },
      },
      inChromium('kernels', 'tests/kernels/**/*.test.ts'),
      inChromium('engine', 'tests/engine/**/*.test.ts', [alone]),
      inChromium('alone', alone),
      inChromium('conformance', 'tests/conformance/**/*.test.ts'),
      {
        test: {
          name: 'native',
          include: ['tests/native/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          // The driver compiles for minutes, unless it has kept the kernels from an earlier run.
          testTimeout: 1_200_000,
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
