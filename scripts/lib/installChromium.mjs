/**
 * A browser for the tests and the lab when the machine has none: the distribution's package where we may install one
 * (Debian or Ubuntu, as root), else Playwright's own download, else one sentence that says what to do.
 */
import { existsSync, readFileSync } from 'node:fs';
import { findChromium } from './chromium.mjs';
import { run, runNode } from './run.mjs';
import { PlainError, withProgress } from './terminal.mjs';

/** @returns {Promise<string>} the program's path */
export async function ensureChromium() {
  let found;
  try {
    found = findChromium();
  } catch (error) {
    throw new PlainError(error.message);
  }
  return found ?? (await installChromium());
}

async function installChromium() {
  const ways = [playwrightDownload];
  // Ubuntu's own "chromium" package is a stub for snap, which containers lack; Playwright's download works there.
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    if (isUbuntu()) ways.push(distributionPackage);
    else ways.unshift(distributionPackage);
  }
  const refusals = [];
  for (const way of ways) {
    const output = await way();
    const found = findChromium();
    if (found) return found;
    refusals.push(output.trim().split('\n').slice(-5).join('\n'));
  }
  throw new PlainError(
    `${refusals.join('\n')}\n\nNo Chrome or Chromium was found and none could be installed: install one, or set CHROME_PATH to its program.`,
  );
}

function distributionPackage() {
  return withProgress('Installing Chromium with apt-get (once)', async () => {
    const environment = { DEBIAN_FRONTEND: 'noninteractive' };
    const update = await run('apt-get', ['update', '-qq'], { quiet: true, environment });
    const install = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      quiet: true,
      environment,
    });
    return update.output + install.output;
  });
}

function playwrightDownload() {
  return withProgress('Downloading Chromium with Playwright (once)', async () => {
    const args = ['install', '--no-shell', 'chromium'];
    // Its system libraries come along where we may install them.
    if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) args.splice(1, 0, '--with-deps');
    return (await runNode('node_modules/playwright/cli.js', args, { quiet: true })).output;
  });
}

function isUbuntu() {
  try {
    return /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
