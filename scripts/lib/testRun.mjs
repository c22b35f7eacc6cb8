/** Runs one command of the test suite and counts it: static checks count as one test each, Vitest's tests one by one. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from './run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {string} name @param {string} script @param {readonly string[]} args @returns {Promise<Counts>} */
export async function runCheck(name, script, args) {
  const started = Date.now();
  const { code, output } = await runNode(script, args, { quiet: true });
  const ok = code === 0;
  console.log(`${ok ? '✓' : '✗'} ${name} (${Date.now() - started} ms)`);
  if (!ok) console.log(output.trim());
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/**
 * Vitest with its own output on the terminal and its numbers from a report file. What ends the run without a failed test
 * (a file that does not load, an unhandled error, a crash) is a failure too.
 * @param {string} name @param {readonly string[]} args @param {Record<string, string>} environment
 * @param {{ quiet?: boolean }} options quiet: shows its output when it has ended, so that it can run beside others
 * @returns {Promise<Counts>}
 */
export async function runVitest(name, args, environment, { quiet = false } = {}) {
  const report = join(root, '.cache', `vitest-${name}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = ['run', ...args, ...reporters];
  const { code, output } = await runNode('node_modules/vitest/vitest.mjs', vitest, { environment, quiet });
  if (quiet) console.log(output);
  const counts = readReport(report);
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** @returns {Counts} */
function readReport(path) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {readonly Counts[]} all @returns {Counts} */
export function sum(all) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of all) for (const key of Object.keys(total)) total[key] += counts[key];
  return total;
}
