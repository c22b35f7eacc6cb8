/** How far the work is: a line that is rewritten in place on a terminal, and in a log comes every ten seconds. */
import { formatDuration } from '../lib/terminal.mjs';

const width = 24;

export function statusLine() {
  const live = process.stdout.isTTY;
  let shownAt = live ? 0 : Date.now();
  let open = false;
  return {
    /** Shown if the last one is old enough, or at once. @param {string} text */
    show(text, atOnce = false) {
      const now = Date.now();
      if (now - shownAt < (live ? 100 : 10_000) && !atOnce) return;
      shownAt = now;
      open = true;
      process.stdout.write(live ? `\r\u001b[2K${text}` : `${text}\n`);
    },
    /** What follows stands on a line of its own. */
    end() {
      if (live && open) process.stdout.write('\n');
      open = false;
    },
  };
}

export function progressBar(total, start) {
  const startedAt = Date.now();
  const line = statusLine();
  let validation;
  return {
    /** @param {{ step: number, trainLossNats: number, valLossNats: number, tokensPerSecond: number }} row */
    update(row) {
      if (Number.isFinite(row.valLossNats)) validation = row.valLossNats;
      const elapsed = Date.now() - startedAt;
      const last = row.step >= total;
      const filled = Math.round((width * row.step) / total);
      const left = (elapsed / Math.max(1, row.step - start)) * (total - row.step);
      const parts = [
        `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${row.step}/${total}`,
        `loss ${row.trainLossNats.toFixed(3)}`,
        ...(validation === undefined ? [] : [`validation ${validation.toFixed(3)}`]),
        `${Math.round(row.tokensPerSecond)} tokens/s`,
        last ? `took ${formatDuration(elapsed)}` : `${formatDuration(left)} left`,
      ];
      line.show(parts.join(' · '), last);
    },
    end: () => line.end(),
  };
}
