/**
 * Makes a clean clone ready with nothing but Node and npm: checks Node's version and installs the packages when what is
 * installed differs from package-lock.json. npm records what it installed in node_modules/.package-lock.json as its
 * last act, so comparing the two also notices an interrupted installation. No dependency may be imported here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root, runNpm } from './run.mjs';
import { PlainError, withProgress } from './terminal.mjs';

/** package.json's "engines", as numbers. */
const oldestNode = [20, 19];

export async function bootstrap() {
  checkNode(process.versions.node);
  if (packagesAreInstalled()) return;
  await withLock('install', async () => {
    // Whoever held the lock before has perhaps done it.
    if (!packagesAreInstalled()) await installPackages();
  });
}

/** @param {string} version */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new PlainError(
    `Trimtab needs Node ${oldestNode.join('.')} or newer, and this is Node ${version}. Get a newer one from https://nodejs.org.`,
  );
}

/** True when every package of the lock file is there in its exact version. Optional ones depend on the machine. */
function packagesAreInstalled() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return false;
  if (!wanted) return true;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.optional || entry.devOptional || entry.peer) return true;
    return installed[path]?.version === entry.version && existsSync(join(root, path));
  });
}

/** @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }> | undefined} */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function installPackages() {
  await withProgress('Installing packages (once, up to a few minutes)', async () => {
    let { code, output } = await npm('ci');
    if (code !== 0 && /EUSAGE|ENOLOCK/.test(output)) {
      console.log('package-lock.json does not fit package.json; npm install takes the nearest versions instead.');
      ({ code, output } = await npm('install'));
    }
    if (code !== 0) throw new PlainError(explain(output));
  });
}

/** @param {string} command */
function npm(command) {
  const environment = { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', NODE_ENV: 'development' };
  return runNpm([command, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    quiet: true,
    environment,
  });
}

/** @param {string} output what npm wrote */
function explain(output) {
  const words = output.trim().split('\n').slice(0, 12).join('\n');
  const because = (reason) => `${words}\n\nThe packages could not be installed: ${reason}`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|network/i.test(output)) {
    return because(
      "npm cannot reach its registry. Connect to the network (or set npm's proxy) and try again; after this first time no network is needed.",
    );
  }
  if (/EACCES|EROFS|EPERM/.test(output)) {
    return because(`${root} cannot be written to. Copy the project to a folder of your own.`);
  }
  if (/ENOSPC/.test(output)) return because('the disk is full.');
  return because("npm's own words are above.");
}
