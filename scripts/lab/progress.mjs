/** The progress bar: rewritten in place on a terminal, a line every ten seconds in a log. */
import { formatDuration } from '../lib/terminal.mjs';

const width = 24;

export function progressBar(total, start) {
  const live = process.stdout.isTTY;
  const startedAt = Date.now();
  let shownAt = live ? 0 : startedAt;
  let validation;
  return {
    /** @param {{ step: number, trainLossNats: number, valLossNats: number, tokensPerSecond: number }} row */
    update(row) {
      if (Number.isFinite(row.valLossNats)) validation = row.valLossNats;
      const now = Date.now();
      const last = row.step >= total;
      if (now - shownAt < (live ? 100 : 10_000) && !last) return;
      shownAt = now;
      const filled = Math.round((width * row.step) / total);
      const left = ((now - startedAt) / Math.max(1, row.step - start)) * (total - row.step);
      const parts = [
        `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${row.step}/${total}`,
        `loss ${row.trainLossNats.toFixed(3)}`,
        ...(validation === undefined ? [] : [`validation ${validation.toFixed(3)}`]),
        `${Math.round(row.tokensPerSecond)} tokens/s`,
        last ? `took ${formatDuration(now - startedAt)}` : `${formatDuration(left)} left`,
      ];
      process.stdout.write(live ? `\r\u001b[2K${parts.join(' · ')}` : `${parts.join(' · ')}\n`);
    },
    end() {
      if (live) process.stdout.write('\n');
    },
  };
}
