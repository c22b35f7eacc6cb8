/** Our own engine, through the same session that the page trains with. */
import { validate } from '../../src/domain/config/validate.ts';
import { fixedBatchSource } from '../../src/domain/data/fixedBatch.ts';
import { startEngine } from '../../src/engine/backend/startEngine.ts';
import { createSession } from '../../src/engine/train/session.ts';
import { fixedBatch, likeliest, serve } from './serve.mjs';

serve(async ({ shape, backend, architecture }) => {
  const { layers, width, heads, time, vocabulary, batch } = shape;
  const { config, problems } = validate({
    model: { architecture, layers, width, context: time, dropout: 0, ...(architecture === 'transformer' && { heads }) },
    optimizer: { method: 'adam', learningRate: 1e-3 },
    schedule: { method: 'constant', warmupSteps: 0 },
    regularization: { clipNorm: 0 },
    training: { steps: 1_000_000, batchSize: batch },
  });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const { inputs, targets } = fixedBatch(shape);
  const data = fixedBatchSource({ inputs, targets, size: batch, time }, vocabulary);
  const engine = await startEngine(backend);
  const session = createSession({ engine, config, data, start: null });
  const { threads, features } = engine.status;
  let hostMs = Number.NaN;
  return {
    note: `${session.facts.parameters} parameters, ${threads} threads, ${features.join(' ')}`,
    async step() {
      const result = await session.update();
      hostMs = result.hostMs;
      return result.lossNats;
    },
    hostMs: () => hostMs,
    async profile() {
      const asked = session.profileNext();
      await session.update();
      return asked;
    },
    async follow(steps: number) {
      let current = session.update();
      for (let i = 1; i < steps; i++) {
        const next = session.update();
        await current;
        current = next;
      }
      await current;
    },
    generation: 'with a key/value cache on plain arrays, from weights read back',
    async generate(tokens: number) {
      const decoder = await session.decoder();
      let token = 0;
      for (let i = 0; i < tokens; i++) token = likeliest(decoder.step(token));
    },
  };
});
