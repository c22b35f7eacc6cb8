/** `lr-range`: which learning rates learn, by a copy of the model; the points that there are are kept when it is stopped. */
import { formatDuration } from '../lib/terminal.mjs';
import { badInput } from './arguments.mjs';
import { readCheckpoint } from './checkpoint.mjs';
import { loadModule } from './domain.mjs';
import { makeFolder, readInput } from './folder.mjs';
import { readExperiment } from './job.mjs';
import { summaryHead, workInPage } from './page.mjs';
import { statusLine } from './progress.mjs';

export async function lrRangeJob(subject, values) {
  const { planRange } = await loadModule('src/lab/rates.ts');
  const ranged = planRange(values);
  if (!ranged.ok) throw badInput(ranged.message);
  const request = { action: 'lr-range', ...(await experimentOf(subject, values)), recipes: [], range: ranged.range };
  const folder = makeFolder(values.out);
  const line = statusLine();
  // From the first rate on: building the page and compiling come before it.
  let startedAt = null;
  const reports = {
    rating({ point, done, of }) {
      startedAt ??= Date.now();
      const parts = [`${done} of ${of}`, `rate ${short(point.rate)}`, `loss ${point.lossNats.toFixed(3)}`];
      const elapsed = Date.now() - startedAt;
      if (done > 1) parts.push(`about ${formatDuration((elapsed / (done - 1)) * (of - done))} left`);
      line.show(parts.join(' · '));
    },
    rated(result, facts) {
      folder.writeJson('lr-range.json', { ...summaryHead(request.config, facts), range: request.range, ...result });
      line.end();
      console.log(sentences(result).join('\n'));
    },
    end: () => line.end(),
  };
  const { outcome } = await workInPage(request, reports, {
    stopping: 'Stopping with the points that there are',
    kept: 'nothing was kept',
  });
  return outcome.interrupted ? 130 : 0;
}

/** As `run` reads it. */
async function experimentOf(subject, values) {
  const checkpoint = values.resume === undefined ? null : await readCheckpoint(values.resume);
  const text = values.text === undefined ? null : readInput(values.text, 'text');
  const { planRun } = await loadModule('src/lab/plan.ts');
  const experiment = subject === undefined ? null : readExperiment(subject);
  const planned = planRun({ experiment, set: values.set, text, checkpoint });
  if (!planned.ok) throw badInput(planned.message);
  return {
    config: planned.config,
    ownText: planned.ownText,
    tokenizer: null,
    backend: values.backend,
    precision: values.precision,
    checkpoint: checkpoint && { step: planned.step, bytes: new Uint8Array(checkpoint) },
  };
}

const short = (rate) => String(Number(rate.toPrecision(2)));

const ends = {
  complete: 'The whole range was tried.',
  diverged: 'The loss burst before the end of the range.',
  cancelled: 'Stopped before the end of the range.',
};

function sentences({ points, end, steepest, tenth }) {
  const last = points.at(-1);
  const reached = last ? ` The last finite loss was ${last.lossNats.toFixed(3)} nats at ${short(last.rate)}.` : '';
  const nothing = steepest === null || tenth === null;
  return [
    `${ends[end]}${reached}`,
    ...(nothing
      ? ['The loss falls nowhere by more than its noise: no rate is suggested.']
      : [
          `Where the loss falls fastest: ${short(steepest)}`,
          `A tenth of the rate at the lowest loss: ${short(tenth)}`,
        ]),
  ];
}
