/** The lab's command line in a process of its own, as a person types it. */
import { spawn } from 'node:child_process';
import { root } from '../architecture/sources.ts';

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly complaint: string;
}

export const lab = (...args: string[]): Promise<Ended> => labUntil(null, ...args);

/** Ctrl+C as soon as the output matches. */
export function labUntil(interruptAt: RegExp | null, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/lab.mjs', ...args], { cwd: root });
    let output = '';
    let complaint = '';
    let interrupted = false;
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (interrupted || !interruptAt?.test(output)) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
    child.on('close', (code) => resolve({ code, output, complaint }));
  });
}
