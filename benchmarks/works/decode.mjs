/** Generation: tokens per second from an empty window until it is full, one sequence; slow engines stop earlier. */
import { median, spread } from '../statistics.mjs';
import { gpts } from './models.mjs';

const rounds = 3;
/** Time for the tokens of one turn. */
const turnMs = 3000;
const shape = gpts['4-128'];
/** The first token that is read is given. */
const most = shape.time - 1;
const fewest = 2;

const entrants = [
  ['trimtab', 'wasm'],
  ['stock-tfjs', 'wasm'],
  ['trimtab', 'webgpu'],
  ['stock-tfjs', 'webgpu'],
  ['genai-nanogpt', 'webgpu'],
];

export const decode = {
  id: 'decode-4-128',
  summary: `generation of ${most} tokens, ${JSON.stringify(shape)}`,
  run({ backend, withEngines }) {
    const wanted = entrants.filter((entrant) => backend === undefined || entrant[1] === backend);
    return withEngines((engines) => measure(engines, wanted));
  },
};

/** @param {import('./engines.mjs').Engines} engines */
async function measure({ ask }, wanted) {
  const admitted = [];
  for (const [engine, backend] of wanted) {
    const name = `decode ${engine} ${backend}`;
    try {
      const { note, adapter } = await ask(name, engine, { kind: 'open', shape, backend, architecture: 'transformer' });
      // The first ones compile.
      const { how } = await ask(name, engine, { kind: 'generate', tokens: fewest });
      const { ms } = await ask(name, engine, { kind: 'generate', tokens: fewest });
      const tokens = Math.max(fewest, Math.min(most, Math.ceil(turnMs / (ms / fewest))));
      admitted.push({
        name,
        engine,
        backend,
        note: `${how}; ${tokens} tokens a round; ${note}`,
        adapter,
        tokens,
        times: [],
      });
    } catch (error) {
      console.log(`  ${engine} on ${backend} does not run here: ${error.message.split('\n')[0]}`);
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const { name, engine, tokens, times } of admitted) {
      times.push((await ask(name, engine, { kind: 'generate', tokens })).ms / tokens);
    }
  }
  return admitted.map(({ engine, backend, note, adapter, times }) => ({
    engine,
    backend,
    ...(backend === 'webgpu' && { adapter }),
    ...spread(times),
    tokensPerSecond: Number((1000 / median(times)).toFixed(1)),
    note,
  }));
}
