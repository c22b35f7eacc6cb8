/** npm run lab: experiments without a screen, with the same worker code as the page. */
import { catalogues, parseArguments, usage } from './lab/arguments.mjs';
import { bootstrap } from './lib/bootstrap.mjs';
import { main } from './lib/terminal.mjs';

await main(async () => {
  const { command, subject, values } = parseArguments(process.argv.slice(2));
  if (command === 'help') return console.log(usage);
  await bootstrap();
  // Loaded after the bootstrap: they need the packages that it installs.
  if (catalogues.includes(command)) {
    const { printCatalogue } = await import('./lab/catalogue.mjs');
    return printCatalogue(command, values.json ?? false);
  }
  if (command === 'race') {
    const { raceJob } = await import('./lab/race.mjs');
    return raceJob(subject, values);
  }
  if (command === 'compress') {
    const { compressJob } = await import('./lab/compress.mjs');
    return compressJob(subject, values);
  }
  if (command === 'export') {
    const { exportJob } = await import('./lab/export.mjs');
    return exportJob(subject, values);
  }
  if (command === 'sensitivity') {
    const { sensitivityJob } = await import('./lab/sensitivity.mjs');
    return sensitivityJob(subject, values);
  }
  if (command === 'lr-range') {
    const { lrRangeJob } = await import('./lab/lrRange.mjs');
    return lrRangeJob(subject, values);
  }
  const { runJob } = await import('./lab/job.mjs');
  return runJob(command, subject, values);
});
