/** Bundles the engines for the benchmark page. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  logLevel: 'error',
  worker: { format: 'es' },
  build: {
    outDir: '../../.cache/engines',
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 10_000,
    rolldownOptions: { input: 'page.html' },
  },
});
