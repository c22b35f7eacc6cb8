#!/usr/bin/env node
/** `npm run features`: writes docs/features.md from the registries. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModule } from './lab/domain.mjs';
import { root } from './lib/run.mjs';
import { main } from './lib/terminal.mjs';

await main(async () => {
  const { featuresDocument } = await loadModule('src/lab/features.ts');
  writeFileSync(join(root, 'docs/features.md'), featuresDocument());
});
