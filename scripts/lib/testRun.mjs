/** Runs one command of the test suite and counts it: static checks count as one test each, Vitest's tests one by one. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from './run.mjs';

/** @typedef {import('./digestReporter.mjs').Failure} Failure */
/** @typedef {{ passed: number, failed: number, skipped: number, failures: Failure[] }} Counts */

const reporter = join(root, 'scripts', 'lib', 'digestReporter.mjs');

/** Characters of a reason at the end; all of it stands where it happened. */
const longestReason = 1500;

/** @param {string} name @param {string} script @param {readonly string[]} args @returns {Promise<Counts>} */
export async function runCheck(name, script, args) {
  const started = Date.now();
  const { code, output } = await runNode(script, args, { quiet: true });
  const ok = code === 0;
  console.log(`${ok ? '✓' : '✗'} ${name} (${Date.now() - started} ms)`);
  if (ok) return { ...noCounts(), passed: 1 };
  console.log(output.trim());
  return withFailure(noCounts(), name, output.trim());
}

/**
 * Vitest with its own output on the terminal and its numbers from a digest. What ends the run without a digest, or with
 * one in which nothing failed, is a failure too.
 * @param {string} name @param {readonly string[]} args @param {Record<string, string>} environment
 * @param {{ quiet?: boolean }} options quiet: shows its output when it has ended, so that it can run beside others
 * @returns {Promise<Counts>}
 */
export async function runVitest(name, args, environment, { quiet = false } = {}) {
  const digest = join(root, '.cache', `vitest-${name}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(digest, { force: true });
  const vitest = ['run', ...args, '--reporter=default', `--reporter=${reporter}`];
  const { code, output } = await runNode('node_modules/vitest/vitest.mjs', vitest, {
    environment: { ...environment, TRIMTAB_DIGEST: digest },
    quiet,
  });
  if (quiet) console.log(output);
  const counts = existsSync(digest) ? JSON.parse(readFileSync(digest, 'utf8')) : noCounts();
  if (code === 0 || counts.failures.length > 0) return counts;
  return withFailure(counts, `vitest ${name}`, `ended with exit code ${code}`);
}

const noCounts = () => ({ passed: 0, failed: 0, skipped: 0, failures: [] });

/** @param {Counts} counts @returns {Counts} */
function withFailure(counts, where, why) {
  return { ...counts, failed: counts.failed + 1, failures: [...counts.failures, { where, why }] };
}

/** @param {readonly Counts[]} all @returns {Counts} */
export function sum(all) {
  const total = noCounts();
  for (const { passed, failed, skipped, failures } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    total.failures.push(...failures);
  }
  return total;
}

/** Every failure once more, where even the shortest excerpt of a log has it: at the end. @param {Counts} counts */
export function printFailures({ failures }) {
  for (const { where, why } of failures) console.log(`\n✗ ${where}\n${why.slice(0, longestReason)}`);
}
