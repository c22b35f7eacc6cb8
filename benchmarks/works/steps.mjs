/**
 * One training step (forward, backward, Adam, the loss read back) in every engine that a browser can run, and in PyTorch on one
 * thread where it is installed. The engines take turns, several rounds, because a machine gets faster and slower.
 */
import { median, spread } from '../statistics.mjs';
import { gpts } from './models.mjs';

const rounds = 5;
/** Time for the steps of one turn. */
const turnMs = 1500;
const mostSteps = 40;
/** Time for all turns of an engine: one whose step takes longer than this has a single turn. */
const totalMs = 30_000;

const recurrent = (architecture) => ({
  architecture,
  shape: { layers: 2, width: 128, heads: 1, time: 64, vocabulary: 65, batch: 12 },
  engines: [
    ['trimtab', 'wasm'],
    ['trimtab', 'webgpu'],
  ],
});

const everyEngine = [
  ['trimtab', 'wasm'],
  ['jax-js', 'wasm'],
  ['stock-tfjs', 'wasm'],
  ['trimtab', 'webgpu'],
  ['jax-js', 'webgpu'],
  ['stock-tfjs', 'webgpu'],
  ['genai-nanogpt', 'webgpu'],
];

const settings = {
  ...Object.fromEntries(
    Object.entries(gpts).map(([model, shape]) => [
      `step-${model}`,
      { architecture: 'transformer', shape, engines: everyEngine },
    ]),
  ),
  'rnn-2-128': recurrent('rnn'),
  'lstm-2-128': recurrent('lstm'),
  'gru-2-128': recurrent('gru'),
};

export const steps = Object.entries(settings).map(([id, { architecture, shape, engines }]) => ({
  id,
  summary: `a training step, ${architecture}, ${JSON.stringify(shape)}`,
  run({ backend, engine: only, withEngines }) {
    const wanted = engines.filter(
      ([name, runsOn]) => (backend === undefined || runsOn === backend) && (only === undefined || only.includes(name)),
    );
    return withEngines((runtime) => measure(runtime, id, architecture, shape, wanted));
  },
}));

/** @param {import('./engines.mjs').Engines} runtime */
async function measure({ ask, pytorchSteps }, id, architecture, shape, engines) {
  const entrants = [];
  for (const [engine, backend] of engines) {
    const name = `${id} ${engine} ${backend}`;
    try {
      const { note, adapter } = await ask(name, engine, { kind: 'open', shape, backend, architecture });
      // The first steps compile; the loss afterwards must have fallen.
      await ask(name, engine, { kind: 'run', steps: 2 });
      const { times } = await ask(name, engine, { kind: 'run', steps: 1 });
      const [ms] = times;
      // A single step may have met with something else on the machine.
      const fewest = 2 * ms < totalMs ? 2 : 1;
      const count = Math.max(fewest, Math.min(mostSteps, Math.ceil(turnMs / ms)));
      const turns = Math.max(1, Math.min(rounds, Math.floor(totalMs / (count * ms))));
      entrants.push({ name, engine, backend, note, adapter, count, turns, medians: [], inRun: [], last: null });
    } catch (error) {
      console.log(`  ${engine} on ${backend} does not run here: ${error.message.split('\n')[0]}`);
    }
  }
  const python = [];
  let pythonNote = null;
  for (let round = 0; round < rounds; round++) {
    for (const entrant of entrants.filter(({ turns }) => round < turns)) {
      const answer = await ask(entrant.name, entrant.engine, { kind: 'run', steps: entrant.count });
      entrant.medians.push(median(answer.times));
      const { ms } = await ask(entrant.name, entrant.engine, { kind: 'follow', steps: entrant.count });
      if (ms !== null) entrant.inRun.push(ms);
      entrant.last = answer;
    }
    const answer = await pytorchSteps?.(architecture, shape, mostSteps);
    if (!answer) continue;
    python.push(median(answer.times.slice(3)));
    pythonNote = answer.note;
  }
  for (const entrant of entrants.filter(({ backend }) => backend === 'webgpu')) {
    const { times } = await ask(entrant.name, entrant.engine, { kind: 'profile' });
    entrant.kernels = times.map((time) => ({ ...time, ms: Number(time.ms.toFixed(3)) }));
  }
  const rows = entrants.map(({ engine, backend, note, adapter, count, medians, inRun, last, kernels }) => ({
    engine,
    backend,
    ...(backend === 'webgpu' && { adapter }),
    ...spread(medians),
    ...(inRun.length > 0 && { inRunMs: spread(inRun).medianMs }),
    ...(last.hostTimes.length > 0 && { hostMs: Number(median(last.hostTimes).toFixed(3)) }),
    ...(backend === 'webgpu' && { dispatches: last.dispatches, submits: last.submits }),
    ...(kernels?.length > 0 && { kernels }),
    note: `${note}; ${count} steps a round, loss ${last.loss.toFixed(3)} at the end`,
  }));
  if (python.length > 0) {
    rows.push({ engine: 'pytorch', backend: 'cpu', ...spread(python), note: pythonNote });
  }
  return rows;
}
