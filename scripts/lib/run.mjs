/**
 * Starts child processes. Ctrl+C reaches the whole foreground group, so the parent waits for the child and then leaves
 * with 130; a child that knows nothing of it after a while is told. A plain SIGTERM is handed on.
 */
import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PlainError } from './terminal.mjs';

/** For a child to end by itself after Ctrl+C. */
const patienceMs = 3000;

/** The project's folder, whatever folder the command was typed in. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * @typedef {{ code: number, output: string }} Finished
 * @param {string} command @param {readonly string[]} args
 * @param {{ quiet?: boolean, environment?: Record<string, string> }} options quiet: collect the output, show nothing
 * @returns {Promise<Finished>}
 */
export function run(command, args, { quiet = false, environment = {} } = {}) {
  return new Promise((finish, fail) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...environment },
      // npm and npx are .cmd files on Windows, which only a shell starts.
      shell: process.platform === 'win32' && !command.includes('\\'),
    });
    let output = '';
    let interrupted = false;
    child.stdout?.on('data', (data) => (output += data));
    child.stderr?.on('data', (data) => (output += data));
    const onInterrupt = () => {
      interrupted = true;
      setTimeout(() => child.kill('SIGINT'), patienceMs).unref();
    };
    const onTerminate = () => {
      interrupted = true;
      child.kill('SIGTERM');
    };
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onTerminate);
    const release = () => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    };
    child.once('error', (error) => {
      release();
      fail(error);
    });
    child.once('close', (code) => {
      release();
      if (interrupted) fail(new PlainError('Stopped.', 130));
      else finish({ code: code ?? 1, output });
    });
  });
}

/** A script of this project or of an installed package, in the same Node. */
export function runNode(script, args, options) {
  return run(process.execPath, [resolve(root, script), ...args], options);
}

/** npm itself: the one that started us when there is one, so that versions agree. */
export function runNpm(args, options) {
  const started = process.env['npm_execpath'];
  return started?.endsWith('.js') ? run(process.execPath, [started, ...args], options) : run('npm', args, options);
}
