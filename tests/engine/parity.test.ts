/**
 * The first steps of nanoGPT's character setting on Moby-Dick give PyTorch's losses. Both draw weights and batches from
 * the same counters, so nothing is left to chance; `benchmarks/parity` makes the PyTorch side.
 */
import { expect, test } from 'vitest';
import pytorch from '../../benchmarks/results/pytorch-charlm.json';
import { createDataSource } from '../../src/domain/data/dataSource.ts';
import { presetConfig } from '../../src/domain/presets/index.ts';
import { createSession } from '../../src/engine/train/session.ts';
import { corpusLoader } from '../../src/worker/corpusFiles.ts';
import { engineOn } from './engines.ts';

test('wasm: ten steps at (4 layers, 128 wide, 64 context, batch 12) equal PyTorch', async () => {
  const engine = await engineOn('wasm');
  const config = presetConfig('nanogpt-cpu');
  const data = await createDataSource({
    data: config.data,
    load: corpusLoader(new URL('/corpora/', location.href).href),
    ownText: null,
  });
  const session = createSession({ engine, config, data, start: null });
  const expected = pytorch.seeds.find(({ seed }) => seed === config.seed)?.firstTrainLossesNats ?? [];
  expect(expected.length).toBe(10);
  for (const [step, lossNats] of expected.entries()) {
    const { lossNats: ours } = await session.update();
    expect(Math.abs(ours / lossNats - 1), `step ${step}`).toBeLessThan(1e-5);
  }
  await session.dispose();
});
