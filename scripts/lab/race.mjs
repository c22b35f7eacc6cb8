/** `race`: several models on one clock, once or with several seeds; curves as they come, and at the end who came before whom. */
import { existsSync } from 'node:fs';
import { formatDuration } from '../lib/terminal.mjs';
import { badInput } from './arguments.mjs';
import { loadModule } from './domain.mjs';
import { makeFolder, readInput } from './folder.mjs';
import { raceHead, workInPage } from './page.mjs';
import { statusLine } from './progress.mjs';

export async function raceJob(subject, values) {
  const { planRace } = await loadModule('src/lab/racePlan.ts');
  const { recordRace } = await loadModule('src/lab/raceSummary.ts');
  const text = values.text === undefined ? null : readInput(values.text, 'text');
  const planned = planRace({ race: readRace(subject), set: values.set, clock: values.clock ?? null, text });
  if (!planned.ok) throw badInput(planned.message);
  const { lanes, clock, ownText } = planned;
  const request = {
    action: 'race',
    entrants: lanes.map(({ id, config }) => ({ id, config, ownText })),
    clock,
    times: Number(values.repeat ?? 1),
    backend: values.backend,
    precision: values.precision,
  };
  const folder = makeFolder(values.out);
  folder.write('metrics.jsonl', '');
  const record = recordRace(planned);
  const startedAt = Date.now();
  const { outcome, facts } = await workInPage(request, reportsInto(folder, request, record), {
    stopping: 'Stopping this race after its present step',
    kept: 'the metrics so far were kept',
  });
  const wallSeconds = (Date.now() - startedAt) / 1000;
  const summary = record.summary();
  const seeds = Array.from({ length: request.times }, (_, race) => lanes[0].config.seed + race);
  folder.writeJson('summary.json', { ...raceHead(facts), seeds, ...summary, wallSeconds });
  console.log(tableOf(summary));
  for (const line of [record.sentence(), ...summary.expected.map(expectationLine)]) if (line !== '') console.log(line);
  if (outcome.interrupted) console.log('Stopped early.');
  return outcome.interrupted ? 130 : 0;
}

/** A file when there is one of that name, else the id of a prepared race. */
function readRace(subject) {
  const isFile = existsSync(subject) || subject.endsWith('.json');
  if (isFile) return { kind: 'json', text: readInput(subject, 'race').toString('utf8') };
  return { kind: 'preset', id: subject };
}

/** What to do with each report of the page. */
function reportsInto(folder, { entrants, times }, record) {
  const line = statusLine();
  const startedAt = Date.now();
  const losses = new Map();
  let race = 0;
  return {
    raceStarted(started) {
      race = started.race;
      losses.clear();
      record.started(started.facts);
      const sizes = started.facts.map(({ id, parameters, totalSteps }) => `${id} ${parameters} × ${totalSteps}`);
      if (race === 0) console.log(`Parameters × steps: ${sizes.join(', ')}`);
    },
    metrics(frame) {
      record.frame(frame);
      const names = Object.keys(frame.columns);
      const rows = Array.from(frame.steps, (step, row) => ({
        race,
        seed: entrants.find(({ id }) => id === frame.runId).config.seed + race,
        member: frame.runId,
        step,
        ...Object.fromEntries(names.map((name) => [name, frame.columns[name][row]])),
      }));
      folder.addLines('metrics.jsonl', rows);
      const loss = rows.findLast(({ valLossNats }) => Number.isFinite(valLossNats));
      if (loss) losses.set(frame.runId, loss.valLossNats);
    },
    racing({ status }) {
      const shares = status.members.map(({ phase, step, totalSteps }) => (phase === 'racing' ? step / totalSteps : 1));
      const share = (race + shares.reduce((sum, each) => sum + each, 0) / shares.length) / times;
      const elapsed = Date.now() - startedAt;
      line.show(
        [
          ...(times === 1 ? [] : [`race ${race + 1} of ${times}`]),
          `step ${Math.min(...status.members.map(({ step }) => step))}`,
          ...[...losses].map(([id, loss]) => `${id} ${loss.toFixed(3)}`),
          ...(share > 0 && share < 1 ? [`${formatDuration((elapsed / share) * (1 - share))} left`] : []),
        ].join(' · '),
      );
    },
    raced(ended) {
      record.ended(ended);
      line.end();
      for (const [id, reason] of Object.entries(ended.dropped)) console.log(`${id} dropped out: ${reason}`);
      if (times > 1 && ended.whole) console.log(`Race ${ended.race + 1} of ${times} is over.`);
    },
    end: () => line.end(),
  };
}

function tableOf({ members }) {
  const widest = Math.max(0, ...members.map(({ name }) => name.length));
  return members
    .map(({ name, valLossNats, interval }, index) => {
      const loss = Number.isFinite(valLossNats) ? `${valLossNats.toFixed(4)} nats` : 'dropped out';
      const between = interval && `  (95 %: ${interval.map((end) => end.toFixed(4)).join(' to ')})`;
      return `${index + 1}. ${name.padEnd(widest)}  ${loss}${between ?? ''}`;
    })
    .join('\n');
}

function expectationLine({ better, worse, byNats, measuredNats, held }) {
  const wanted = byNats > 0 ? ` by ${byNats} nats` : '';
  return `Expected ${better} before ${worse}${wanted}: ${held ? 'held' : 'did not hold'} (${measuredNats.toFixed(3)} nats).`;
}
