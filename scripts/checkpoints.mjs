#!/usr/bin/env node
/**
 * npm run checkpoints [-- ID …]
 * Trains the models that ship, all or the ones that are named, with the lab on its WASM backend, and writes them with
 * their cards into public/checkpoints. A training that is done is kept in .cache/checkpoints, and not repeated while its
 * experiment stays the same.
 */
import { models } from './checkpoints/models.mjs';
import { badInput } from './lab/arguments.mjs';
import { bootstrap } from './lib/bootstrap.mjs';
import { main } from './lib/terminal.mjs';

await main(async () => {
  const ids = process.argv.slice(2);
  const unknown = ids.find((id) => !models.some((model) => model.id === id));
  if (unknown !== undefined) {
    throw badInput(`There is no checkpoint "${unknown}"; there are ${models.map(({ id }) => id).join(', ')}.`);
  }
  await bootstrap();
  // Loaded after the bootstrap: they need the packages that it installs.
  const { makeCheckpoint, writeCatalogue } = await import('./checkpoints/make.mjs');
  for (const model of models) if (ids.length === 0 || ids.includes(model.id)) await makeCheckpoint(model);
  writeCatalogue();
});
