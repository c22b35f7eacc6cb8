/**
 * Finds a Chrome or Chromium with WebGPU for the browser tests and the headless lab.
 * Order: CHROME_PATH, the usual places of each system, Playwright's own download. No dependency, so that the
 * bootstrap can use it. Playwright's "headless shell" is passed over: it has no WebGPU.
 */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { delimiter, join } from 'node:path';

/** Flags every browser of this project is started with. SwiftShader lets WebGPU run without a graphics card. */
export const chromiumFlags = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/** The program CHROME_PATH names, or the first one found; undefined when there is none. */
export function findChromium(environment = process.env) {
  const chosen = environment['CHROME_PATH'];
  if (chosen) {
    if (!isProgram(chosen)) throw new Error(`CHROME_PATH is set to "${chosen}", but there is no program there.`);
    return chosen;
  }
  return [...systemPlaces(environment), ...playwrightPlaces(environment)].find(isProgram);
}

/** @param {NodeJS.ProcessEnv} environment @returns {string[]} */
function systemPlaces(environment) {
  if (platform() === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Google Chrome Canary', 'Microsoft Edge'];
    return ['/Applications', join(homedir(), 'Applications')].flatMap((root) =>
      names.map((name) => join(root, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  if (platform() === 'win32') {
    const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].map((key) => environment[key]);
    const programs = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return roots.filter((root) => root !== undefined).flatMap((root) => programs.map((program) => join(root, program)));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const folders = [
    ...(environment['PATH'] ?? '').split(delimiter),
    '/usr/bin',
    '/usr/local/bin',
    '/snap/bin',
    '/opt/google/chrome',
  ];
  return [...names, 'chrome'].flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name)));
}

/** Playwright keeps each browser in `chromium-<revision>`; the newest revision is tried first. */
function playwrightPlaces(environment) {
  const home = homedir();
  const defaults = {
    darwin: join(home, 'Library', 'Caches', 'ms-playwright'),
    win32: join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'ms-playwright'),
  };
  const cache =
    environment['PLAYWRIGHT_BROWSERS_PATH'] ?? defaults[platform()] ?? join(home, '.cache', 'ms-playwright');
  if (!existsSync(cache)) return [];
  const programs = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-win/chrome.exe',
    'chrome-win64/chrome.exe',
  ];
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .toSorted((first, second) => Number(second.slice(9)) - Number(first.slice(9)))
    .flatMap((name) => programs.map((program) => join(cache, name, program)));
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
