/** Presets: legal as written, different from each other, small enough for a browser, and a question each. */
import { describe, expect, it } from 'vitest';
import { diffConfigs } from '../../../src/domain/config/diff.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { parameterCount } from '../../../src/domain/models/contract.ts';
import { defaultPresetId, findPreset, presetConfig, presetIds, presets } from '../../../src/domain/presets/index.ts';

describe.each(presets.map((preset) => [preset.id, preset] as const))('preset %s', (id, preset) => {
  const config = presetConfig(id);

  it('is legal exactly as written', () => {
    expect(validate(preset.experiment)).toEqual({ config, problems: [] });
  });

  it('asks one question in one line, in both languages', () => {
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(preset.question.en).toMatch(/^[A-Z][^\n]{10,90}\?$/);
    expect(preset.question.zh).toMatch(/^[^\n]{6,40}？$/);
    expect(preset.name.en.length * preset.name.zh.length).toBeGreaterThan(0);
  });

  it('validates often enough to show progress', () => {
    expect(config.training.steps / config.training.evalEvery).toBeGreaterThanOrEqual(10);
  });

  it('is a model of a size that a laptop trains in minutes', () => {
    const { model } = resolve(config);
    expect(parameterCount(model.definition.tensors(model.settings, 100))).toBeLessThan(1_000_000);
    const flops = model.definition.trainingFlops(
      model.settings,
      100,
      config.training.batchSize,
      model.definition.context(model.settings),
    );
    expect(flops * config.training.steps).toBeLessThan(1e13);
  });
});

describe('presets', () => {
  it('are at most twelve, with different ids and experiments', () => {
    expect(presets.length).toBeLessThanOrEqual(12);
    expect(new Set(presetIds).size).toBe(presets.length);
    const pairs = presetIds.flatMap((a) => presetIds.filter((b) => b !== a).map((b) => [a, b] as const));
    for (const [a, b] of pairs) expect(diffConfigs(presetConfig(a), presetConfig(b)), `${a} ${b}`).not.toEqual([]);
  });

  it('are found by id, and nothing else is', () => {
    expect(findPreset(defaultPresetId)?.id).toBe(defaultPresetId);
    expect(findPreset('constructor')).toBeUndefined();
    expect(presetConfig('nope')).toBeUndefined();
  });

  it('nanogpt-cpu is nanoGPT’s setting', () => {
    expect(presetConfig('nanogpt-cpu')).toMatchObject({
      model: { architecture: 'transformer', layers: 4, heads: 4, width: 128, context: 64, dropout: 0 },
      optimizer: { method: 'adamw', learningRate: 1e-3, beta1: 0.9, beta2: 0.99, weightDecay: 0.1 },
      schedule: { method: 'cosine', warmupSteps: 100, finalFraction: 0.1 },
      regularization: { clipNorm: 1 },
      training: { steps: 2000, batchSize: 12 },
    });
  });

  it('sgd-stalls differs from the default preset only in how it optimises', () => {
    const sections = new Set(
      diffConfigs(presetConfig(defaultPresetId), presetConfig('sgd-stalls')).map(({ path }) => path.split('.')[0]),
    );
    expect(sections).toEqual(new Set(['optimizer', 'training']));
  });
});
