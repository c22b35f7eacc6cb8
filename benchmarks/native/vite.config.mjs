/** Bundles the engines and the runner for Node, so that beside `node` and Dawn's library nothing is needed. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'error',
  // The packages' browser versions: those for Node look for Node's own way of everything.
  resolve: { mainFields: ['browser', 'module', 'main'], conditions: ['browser', 'module', 'import', 'default'] },
  ssr: { noExternal: true },
  worker: { format: 'es' },
  build: {
    ssr: true,
    ssrEmitAssets: true,
    emptyOutDir: true,
    target: 'node20',
    minify: true,
    chunkSizeWarningLimit: 10_000,
    rolldownOptions: {
      input: { run: 'run.mjs', engine: 'engine.mjs' },
      // All in one folder: Dawn is looked for beside the chunk that asks for it.
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
});
