#!/usr/bin/env node
/** npm run kernels: compiles the WASM kernels if their sources have changed. Building, testing and serving do so too. */
import { bootstrap } from './lib/bootstrap.mjs';
import { makeKernels } from './lib/kernels.mjs';
import { main } from './lib/terminal.mjs';

await main(async () => {
  await bootstrap();
  await makeKernels();
});
