/**
 * The committed PyTorch curves start where our runs start: same text, vocabulary, initial weights and first batch, since
 * the loss of that batch, computed here with the plain-array decoder, is the one that PyTorch reports.
 */
import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parseExperiment } from '../../src/domain/config/json.ts';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { defaultsOf } from '../../src/domain/core/params.ts';
import { createDataSource } from '../../src/domain/data/dataSource.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import { models } from '../../src/domain/models/index.ts';
import { presetConfig, presetIds } from '../../src/domain/presets/index.ts';
import { meanLossNats } from './goldens.ts';
import { decodingOf } from '../../src/domain/models/decoders.ts';

interface ParityResult {
  readonly settings: ExperimentConfig;
  readonly vocabulary: number;
  readonly seeds: readonly { readonly seed: number; readonly firstTrainLossesNats: readonly number[] }[];
}

const root = new URL('../../', import.meta.url);

it('experiment files named after a preset are that preset', async () => {
  const folder = new URL('benchmarks/parity/experiments/', root);
  const names = await readdir(folder);
  const ids = presetIds.filter((id) => names.includes(`${id}.json`));
  expect(ids).toContain('nanogpt-cpu');
  for (const id of ids) {
    const { config, problems } = parseExperiment(await readFile(new URL(`${id}.json`, folder), 'utf8'));
    // Written before later settings were there, which are then at their defaults.
    expect({ config, problems }, id).toEqual({ config: presetConfig(id), problems: [] });
  }
});

it('initial weights and first batch are those of the PyTorch runs', async () => {
  const result = JSON.parse(
    await readFile(new URL('benchmarks/results/pytorch-charlm.json', root), 'utf8'),
  ) as ParityResult;
  const data = await createDataSource({
    data: { corpus: 'moby-dick', tokenizer: 'character' },
    load: (name) => readFile(new URL(`public/corpora/${name}`, root), 'utf8'),
    ownText: null,
  });
  expect(validate(result.settings)).toEqual({ config: presetConfig('nanogpt-cpu'), problems: [] });
  expect(data.facts.vocabulary).toBe(result.vocabulary);

  const settings = { ...defaultsOf(models.transformer.params), layers: 4, heads: 4, width: 128, context: 64 };
  const vocabulary = data.facts.vocabulary;
  const [run] = result.seeds;
  const seed = run?.seed ?? NaN;
  const weights = initialWeights(models.transformer.tensors(settings, vocabulary), seed);
  const decoder = decodingOf(models.transformer).decoder(settings, vocabulary, weights);
  const { inputs, targets, size, time } = data.batch(seed, 0, result.settings.training.batchSize, settings.context);
  const logits = Array.from({ length: size }, (_, row) => {
    decoder.reset();
    return Array.from(inputs.subarray(row * time, (row + 1) * time), (token) => Array.from(decoder.step(token))).flat();
  }).flat();
  expect(meanLossNats(logits, targets, vocabulary)).toBeCloseTo(run?.firstTrainLossesNats[0] ?? NaN, 5);
});
