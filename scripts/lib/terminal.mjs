/** What the scripts say: one clear line per step, elapsed time while waiting, one sentence and an exit code on failure. */

/** A failure whose message is meant for the person at the terminal; no stack is shown for it. */
export class PlainError extends Error {
  /** @param {string} message @param {number} exitCode */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @param {number} ms */
export function formatDuration(ms) {
  const seconds = Math.round(ms / 1000);
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Shows "label… 12 s" while `work` runs: rewritten every second on a terminal, a line every 20 s in a log.
 * @template T @param {string} label @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function withProgress(label, work) {
  const started = Date.now();
  const live = process.stdout.isTTY;
  const show = () => {
    const text = `${label} … ${formatDuration(Date.now() - started)}`;
    process.stdout.write(live ? `\r\u001b[2K${text}` : `${text}\n`);
  };
  if (live) show();
  else console.log(`${label} …`);
  const timer = setInterval(show, live ? 1000 : 20_000);
  let outcome = 'failed after';
  try {
    const result = await work();
    outcome = 'done in';
    return result;
  } finally {
    clearInterval(timer);
    if (live) process.stdout.write('\r\u001b[2K');
    console.log(`${label}: ${outcome} ${formatDuration(Date.now() - started)}`);
  }
}

/** Runs a script's main function and turns its failure into one sentence and an exit code. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    console.error(error instanceof PlainError ? error.message : error);
    process.exitCode = error instanceof PlainError ? error.exitCode : 1;
  }
}
