/**
 * `npm run bench -- [--only WORK …] [--engine NAME …] [--backend wasm|webgpu] [--precision f32|f16] [--out FILE]`: measures the built site, and engines side by side, in
 * headless Chromium, one work after another. `--native [--driver NAME]` measures engines on Dawn in Node instead, `--native --pack
 * FOLDER` writes what that needs into a folder to be run elsewhere.
 */
import { join, resolve } from 'node:path';
import { parseBenchArguments } from './bench/arguments.mjs';
import { bootstrap } from './lib/bootstrap.mjs';
import { root, runNode } from './lib/run.mjs';
import { main } from './lib/terminal.mjs';

await main(async () => {
  const options = parseBenchArguments(process.argv.slice(2));
  await bootstrap();
  return options.native ? measureNatively(options) : measureInChromium(options);
});

async function measureInChromium({ only, engine, backend, precision, out }) {
  const { works } = await import('../benchmarks/works/index.mjs');
  const { commitOf } = await import('../benchmarks/commit.mjs');
  const { withEngines } = await import('../benchmarks/enginesPage.mjs');
  const { chosenWorks, report } = await import('../benchmarks/report.mjs');
  const { makeSite } = await import('./lib/site.mjs');
  const chosen = chosenWorks(works, only);
  await makeSite();
  await report(chosen, { backend, engine, precision, withEngines }, { commit: commitOf() }, out);
}

async function measureNatively({ only = [], engine = [], driver, precision, pack, out }) {
  const { makePack } = await import('../benchmarks/native/pack.mjs');
  const folder = pack ?? join(root, '.cache', 'native');
  await makePack(folder);
  if (pack !== undefined) {
    console.log(`${pack} can be copied to where there is Node; there: node ${pack}/run.mjs`);
    return 0;
  }
  const args = [
    ...only.flatMap((work) => ['--only', work]),
    ...engine.flatMap((name) => ['--engine', name]),
    ...(driver === undefined ? [] : ['--driver', driver]),
    ...(precision === undefined ? [] : ['--precision', precision]),
    ...(out === undefined ? [] : ['--out', resolve(out)]),
  ];
  return (await runNode(join(folder, 'run.mjs'), args)).code;
}
