/** Choosing an objective: in links, in differences, and against models and corpora that it cannot have. */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/domain/config/defaults.ts';
import { describeDifferences, diffConfigs } from '../../../src/domain/config/diff.ts';
import { needsDecoder } from '../../../src/domain/config/needsDecoder.ts';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { decodeUrl, encodeUrl } from '../../../src/domain/config/url.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { objectiveData } from '../../../src/domain/data/objectiveData.ts';
import { createTextSource } from '../../../src/domain/data/textSource.ts';
import { ggufOf } from '../../../src/domain/files/gguf/ggufOf.ts';
import { exportModel } from '../../../src/domain/files/exportModel.ts';
import { models } from '../../../src/domain/models/index.ts';
import { initialWeights } from '../../../src/domain/models/initialize.ts';
import { objectives } from '../../../src/domain/objectives/index.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { character } from '../../../src/domain/tokenizers/character.ts';
import { reportOfThrown } from '../data/thrown.ts';

const masked = setValue(defaultConfig, 'objective.method', 'masked-lm');

it('an experiment that says nothing predicts the next token', () => {
  expect(validate({}).config.objective).toEqual({ method: 'next-token' });
});

it('stands in links and between runs by its name', () => {
  const link = encodeUrl(masked, null);
  expect(link).toContain('objective=masked-lm');
  expect(decodeUrl(link).config).toEqual(masked);
  const differences = diffConfigs(defaultConfig, masked);
  expect(describeDifferences(differences).en).toBe('Next token → Fill in the blanks');
  expect(differences.every(({ needsRestart }) => needsRestart)).toBe(true);
});

const blind = Object.values(models).flatMap(({ id }) => (id === 'transformer' ? [] : [id]));

describe.each(Object.values(objectives).flatMap(({ id, looksAhead }) => (looksAhead ? [id] : [])))('%s', (method) => {
  it.each(blind)('is refused for %s, with the way out', (architecture) => {
    const { config, problems } = validate({ model: { architecture }, objective: { method } });
    expect(problems).toMatchObject([{ path: 'objective.method', nearest: 'next-token' }]);
    expect(config.objective).toEqual({ method: 'next-token' });
    expect(config.model.architecture).toBe(architecture);
  });

  it('is refused to what reads from left to right', () => {
    const { config } = validate({ objective: { method } });
    const report = reportOfThrown(() => needsDecoder(config));
    expect(report).toMatchObject({
      code: 'bad-config',
      problems: [{ path: 'objective.method', nearest: 'next-token' }],
    });
    expect(() => needsDecoder(defaultConfig)).not.toThrow();
  });

  it('does not leave the house as a model that reads from left to right', () => {
    const { config } = validate({ objective: { method }, model: { layers: 1, width: 8, heads: 1, context: 8 } });
    const text = 'a whale of a tale '.repeat(20);
    const { tokenizer } = objectiveData(config, createTextSource(character.build(text, {}), text, text));
    const { definition, settings } = resolve(config).model;
    const weights = initialWeights(definition.tensors(settings, tokenizer.size), 1);
    expect(reportOfThrown(() => ggufOf(config, weights, tokenizer, 'f16')).code).toBe('no-such-export');
    const files = exportModel(config, weights, tokenizer);
    const json = JSON.parse(
      new TextDecoder().decode(files.find(({ name }) => name === 'config.json')?.bytes),
    ) as unknown;
    expect(json).toMatchObject({
      architectures: ['trimtab-transformer'],
      objective: method,
      vocab_size: tokenizer.size,
    });
  });
});

it('blanks need a text', () => {
  const task = { data: { corpus: 'reverse' }, objective: { method: 'masked-lm' } };
  expect(validate(task).problems).toMatchObject([{ path: 'objective.method', nearest: 'next-token' }]);
  expect(validate({ ...task, objective: { method: 'prefix-lm' } }).problems).toEqual([]);
});
