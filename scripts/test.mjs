/**
 * npm test: everything, from a clean clone. Types, lint and formatting, then the tests in Node, in Chromium, and end to
 * end on the built page. Arguments go to Vitest (`npm test -- --project node`, `npm test -- tests/domain`) and leave out
 * what the chosen projects do not need. The last line is the sum.
 */
import { bootstrap } from './lib/bootstrap.mjs';
import { ensureChromium } from './lib/installChromium.mjs';
import { makeParts, makeSite } from './lib/site.mjs';
import { formatDuration, main } from './lib/terminal.mjs';
import { printFailures, runCheck, runVitest, sum } from './lib/testRun.mjs';

const lintedFolders = ['src', 'shaders', 'tests', 'scripts', 'benchmarks', 'vite.config.ts', 'vitest.config.ts'];
const checks = [
  ...['page', 'worker', 'node'].map((part) => [
    `types: ${part}`,
    'node_modules/typescript/bin/tsc',
    ['-p', `tsconfig.${part}.json`],
  ]),
  ['lint', 'node_modules/oxlint/bin/oxlint', lintedFolders],
  ['formatting', 'node_modules/oxfmt/bin/oxfmt', ['--check', ...lintedFolders]],
];

await main(async () => {
  const started = Date.now();
  const args = process.argv.slice(2);
  await bootstrap();
  const counts = await (args.length > 0 ? runSome(args) : runAll());
  const total = sum(counts);
  const { passed, failed, skipped } = total;
  printFailures(total);
  console.log(`\nAll of it took ${formatDuration(Date.now() - started)}.`);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 || passed === 0 ? 1 : 0;
});

async function runAll() {
  const environment = await prepareBrowser();
  await makeParts();
  // Compiling shaders keeps one core busy for as long as the others need. The pages come alone: they use all cores.
  const [shaders, others] = await Promise.all([runShaders(environment), runOthers(environment)]);
  await makeSite();
  return [...shaders, ...others, await runVitest('e2e', ['--project', 'e2e'], environment)];
}

/** @param {Record<string, string>} environment */
async function runShaders(environment) {
  const counts = [];
  for (const project of ['kernels', 'conformance']) {
    counts.push(await runVitest(project, ['--project', project], environment, { quiet: true }));
  }
  return counts;
}

/** @param {Record<string, string>} environment */
async function runOthers(environment) {
  const counts = [];
  for (const [name, script, args] of checks) counts.push(await runCheck(name, script, args));
  counts.push(await runVitest('node', ['--project', 'node', '--project', 'ui'], environment));
  counts.push(await runVitest('engine', ['--project', 'engine', '--project', 'alone'], environment));
  counts.push(await runVitest('native', ['--project', 'native'], environment));
  return counts;
}

/** @param {string[]} args */
async function runSome(args) {
  const chosen = args.flatMap((arg, index) => {
    if (arg.startsWith('--project=')) return [arg.slice('--project='.length)];
    return args[index - 1] === '--project' ? [arg] : [];
  });
  const needs = (...projects) => chosen.length === 0 || projects.some((project) => chosen.includes(project));
  await makeParts();
  const environment = needs('kernels', 'engine', 'alone', 'conformance', 'e2e') ? await prepareBrowser() : {};
  if (needs('e2e')) await makeSite();
  return [await runVitest('some', args, environment)];
}

async function prepareBrowser() {
  return { CHROME_PATH: await ensureChromium() };
}
