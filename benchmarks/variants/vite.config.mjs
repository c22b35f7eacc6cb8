/** Bundles the benchmark of kernel variants into one file: `npx vite build --config benchmarks/variants/vite.config.mjs`. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'error',
  build: {
    ssr: 'node.ts',
    outDir: '../../.cache/variants',
    emptyOutDir: true,
    target: 'es2023',
    rolldownOptions: { external: ['webgpu'], output: { entryFileNames: 'bench-variants.mjs' } },
  },
});
