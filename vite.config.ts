/** Build of the static site. `base: './'` lets it run under any path of any host. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { commitOf } from './benchmarks/commit.mjs';
import { isolationHeaders } from './scripts/lib/headers.mjs';
import { contentSecurityPolicy } from './scripts/vite/contentSecurityPolicy.mjs';
import { offline } from './scripts/vite/offline.mjs';

/** What the worker imports when it starts; found late, it would make the development server reload the page. */
export const engineDependencies = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-webgpu',
  '@petamoriken/float16',
  'ml-matrix',
];

export default defineConfig({
  base: './',
  // Figures that a person saves say what they were taken with.
  define: { TRIMTAB_COMMIT: JSON.stringify(commitOf()) },
  plugins: [react(), contentSecurityPolicy(), offline()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    manifest: true,
    // Fonts as data URLs would need a hole in the Content-Security-Policy.
    assetsInlineLimit: 0,
    // Every browser with ES2023 preloads modules itself.
    modulePreload: { polyfill: false },
    // tfjs in the worker chunk is what it is; tests/e2e/budget.test.ts watches the page's first load.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      input: { index: 'index.html', lab: 'lab.html', bench: 'bench.html', sw: 'src/offline/serviceWorker.ts' },
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  optimizeDeps: { include: engineDependencies },
  server: { headers: isolationHeaders },
});
