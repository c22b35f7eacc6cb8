/** Terms beside a loss: how their weight goes, what they read of a batch, and what an experiment says of them. */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/domain/config/defaults.ts';
import { diffConfigs } from '../../../src/domain/config/diff.ts';
import { rowsOf } from '../../../src/domain/config/microBatch.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { trainsAsValidated } from '../../../src/domain/config/trainsAsValidated.ts';
import { decodeUrl, encodeUrl } from '../../../src/domain/config/url.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { withoutTermTensors } from '../../../src/domain/config/withoutTermTensors.ts';
import { defaultsOf, type ParamValue } from '../../../src/domain/core/params.ts';
import { activeTerms, passesOf, trainedTensors } from '../../../src/domain/losses/terms/active.ts';
import type { LossTermDefinition } from '../../../src/domain/losses/terms/contract.ts';
import { lossTerms } from '../../../src/domain/losses/terms/index.ts';
import { cropLength, cropped, filledRows } from '../../../src/domain/losses/terms/views.ts';
import { objectives, plainObjective } from '../../../src/domain/objectives/index.ts';
import { firstSeen } from '../../../src/domain/losses/terms/firstSeen.ts';
import { shiftedTargets } from '../../../src/domain/losses/terms/shiftedTargets.ts';
import { weightAt } from '../../../src/domain/losses/terms/weight.ts';
import { models } from '../../../src/domain/models/index.ts';
import { methodEntries } from '../../../src/lab/catalogue.ts';

const weightsOf = (settings: Readonly<Record<string, ParamValue>>, total: number): number[] =>
  Array.from({ length: total + 1 }, (_, step) => weightAt('unlikelihood', settings, step, total));

describe('the weight', () => {
  it('stays, or goes from its start to its end by the last step, and stays there', () => {
    const ends = { unlikelihood: 0.2, unlikelihoodEnd: 1 };
    expect(weightsOf({ ...ends, unlikelihoodPath: 'constant' }, 4)).toEqual([0.2, 0.2, 0.2, 0.2, 0.2]);
    expect(weightsOf({ ...ends, unlikelihoodPath: 'linear' }, 5).map((w) => w.toFixed(3))).toEqual([
      '0.200',
      '0.400',
      '0.600',
      '0.800',
      '1.000',
      '1.000',
    ]);
    // 0.2 + 0.8 (1 − cos(π s)) / 2 at s = 0, ¼, ½, ¾, 1.
    expect(weightsOf({ ...ends, unlikelihoodPath: 'cosine' }, 5).map((w) => w.toFixed(6))).toEqual([
      '0.200000',
      '0.317157',
      '0.600000',
      '0.882843',
      '1.000000',
      '1.000000',
    ]);
  });

  it('of a run of one step is its start', () => {
    expect(weightsOf({ unlikelihood: 0.3, unlikelihoodPath: 'linear', unlikelihoodEnd: 0 }, 1)[0]).toBe(0.3);
  });
});

describe('what is read of a batch', () => {
  it('each token counts once, from where its own sequence has it first', () => {
    expect([...firstSeen(Int32Array.of(3, 1, 3, 1, 2, 3, 3, 0), 4)]).toEqual([3, 1, -1, -1, 2, 3, -1, 0]);
  });

  it('later targets do not come out of the next sequence', () => {
    expect([...shiftedTargets(Int32Array.of(5, 6, -1, 8, 1, 2, 3, 4), 4, 2)]).toEqual([-1, 8, -1, -1, 3, 4, -1, -1]);
    expect([...shiftedTargets(Int32Array.of(5, 6), 2, 3)]).toEqual([-1, -1]);
  });
});

const views = Object.values<LossTermDefinition>(lossTerms).filter(({ comparesRows }) => comparesRows);

describe('views of sequences', () => {
  const batch = {
    inputs: Int32Array.of(1, 2, 3, 4, 5, 6),
    targets: Int32Array.of(2, 3, -1, 5, -1, -1),
    size: 2,
    time: 3,
  };

  it('are crops of tokens in a row, which nothing has to name', () => {
    const crop = cropped(batch, 2, (row) => row);
    expect([...crop.inputs]).toEqual([1, 2, 5, 6]);
    expect([...crop.targets]).toEqual([-1, -1, -1, -1]);
    expect(crop).toMatchObject({ size: 2, time: 2 });
    expect('prefix' in crop).toBe(false);
  });

  it('see as much in full as there is', () => {
    expect(cropped({ ...batch, prefix: 3 }, 2, () => 0).prefix).toBe(2);
    expect(cropped({ ...batch, prefix: 1 }, 2, () => 0).prefix).toBe(1);
  });

  it('are half as long, and of one token that token', () => {
    expect([1, 2, 7, 64].map(cropLength)).toEqual([1, 1, 4, 32]);
  });

  it('belong to rows with targets; those behind them only fill up', () => {
    expect(filledRows(batch)).toBe(2);
    expect(filledRows(rowsOf(batch, 1, 3))).toBe(1);
    expect(filledRows({ ...batch, targets: Int32Array.of(-1, -1, 0, -1, -1, -1) })).toBe(1);
    // One target a row.
    expect(filledRows({ ...batch, targets: Int32Array.of(0, 1) })).toBe(2);
  });
});

const tokenObjectives = Object.values(objectives).flatMap(({ id, answers }) => (answers === 'label' ? [] : [id]));

describe('an experiment', () => {
  const trained = setValue(setValue(defaultConfig, 'terms.unlikelihood', 0.5), 'terms.multiToken', 0.3);

  it('has none by default, and then trains on what it is validated by', () => {
    expect(activeTerms(defaultConfig.terms)).toEqual([]);
    expect(trainsAsValidated(defaultConfig)).toBe(true);
    expect(trainsAsValidated(trained)).toBe(false);
    expect(encodeUrl(defaultConfig, null)).not.toContain('terms');
  });

  it('carries them in its link, and in what it says of a difference', () => {
    const link = encodeUrl(trained, null);
    expect(decodeUrl(link).config).toEqual(trained);
    expect(decodeUrl(link).problems).toEqual([]);
    expect(diffConfigs(defaultConfig, trained).map(({ path, needsRestart }) => [path, needsRestart])).toEqual([
      ['terms.unlikelihood', false],
      ['terms.multiToken', true],
    ]);
  });

  it('counts a weight that grows from nothing', () => {
    const grows = setValue(setValue(defaultConfig, 'terms.unlikelihoodPath', 'linear'), 'terms.unlikelihoodEnd', 1);
    expect(activeTerms(grows.terms).map(({ definition }) => definition.id)).toEqual(['unlikelihood']);
  });

  it('trains one matrix per further token, of the width of the head', () => {
    const model = resolve({
      ...trained,
      model: { ...defaultsOf(models.mlp.params), architecture: 'mlp', width: 12, hidden: 20 },
    }).model;
    const terms = setValue(trained, 'terms.multiTokenCount', 2).terms;
    const added = trainedTensors(model, terms, 7).slice(model.definition.tensors(model.settings, 7).length);
    expect(added.map(({ name, shape }) => [name, ...shape])).toEqual([
      ['multi-token.1.weight', 20, 20],
      ['multi-token.2.weight', 20, 20],
    ]);
  });

  it('of a file that is opened has no term whose tensors are not in it', () => {
    expect(activeTerms(withoutTermTensors(trained).terms).map(({ definition }) => definition.id)).toEqual([
      'unlikelihood',
    ]);
  });

  it.each([{ multiToken: 0.3 }, { multiTokenPath: 'linear', multiTokenEnd: 1 }])(
    'is refused hidden states that its model does not have: %o',
    (terms) => {
      const { config, problems } = validate({ model: { architecture: 'bigram' }, terms });
      expect(problems).toHaveLength(1);
      expect(activeTerms(config.terms)).toEqual([]);
      expect(validate({ model: { architecture: 'bigram' }, terms: { unlikelihood: 1 } }).problems).toEqual([]);
    },
  );

  it.each([{ multiToken: 0.3 }, { unlikelihood: 1 }])('is refused where no token follows another: %o', (terms) => {
    const { config, problems } = validate({ objective: { method: 'masked-lm' }, terms });
    expect(problems.map(({ path, nearest }) => [path, nearest])).toEqual([[`terms.${Object.keys(terms)[0]}`, 0]]);
    expect(activeTerms(config.terms)).toEqual([]);
    expect(validate({ objective: { method: 'prefix-lm' }, terms }).problems).toEqual([]);
  });

  it.each([
    { architecture: 'transformer', dropout: 0 },
    { architecture: 'transformer', dropout: 0, depthDrop: 0.1, allowed: true },
    { architecture: 'transformer', dropout: 0.1, allowed: true },
    { architecture: 'bigram', says: 'no place to drop' },
    // Only between its layers does this one drop anything.
    { architecture: 'lstm', layers: 1, dropout: 0.5, says: 'no place to drop' },
    { architecture: 'lstm', layers: 2, dropout: 0.5, allowed: true },
    { architecture: 'mlp', dropout: 0.1, allowed: true },
    { architecture: 'min-gru', dropout: 0.1, allowed: true },
    { architecture: 'hybrid', dropout: 0 },
  ])('has R-Drop only where two passes can differ: %o', ({ allowed = false, says = 'Raise its dropout', ...model }) => {
    const { config, problems } = validate({ model, terms: { rDrop: 1 } });
    expect(problems.map(({ path, nearest }) => [path, nearest])).toEqual(allowed ? [] : [['terms.rDrop', 0]]);
    for (const { message } of problems) expect(message.en).toContain(says);
    expect(activeTerms(config.terms).map(({ definition }) => definition.id)).toEqual(allowed ? ['r-drop'] : []);
    expect(passesOf(activeTerms(config.terms))).toBe(allowed ? 2 : 1);
  });

  it('has R-Drop where tokens are hidden, too, in its link, and in what it says of a difference', () => {
    const masked = validate({ objective: { method: 'masked-lm' }, model: { dropout: 0.1 }, terms: { rDrop: 2 } });
    expect(masked.problems).toEqual([]);
    expect(decodeUrl(encodeUrl(masked.config, null)).config).toEqual(masked.config);
    const plain = setValue(masked.config, 'terms.rDrop', 0);
    expect(diffConfigs(plain, masked.config).map(({ path, needsRestart }) => [path, needsRestart])).toEqual([
      ['terms.rDrop', true],
    ]);
  });

  it.each(views)('compares what is a row with others only: $key', ({ key }) => {
    const refusedAt = (training: Readonly<Record<string, number>>): readonly unknown[] =>
      validate({ terms: { [key]: 0.5 }, training }).problems.map(({ path, nearest }) => [path, nearest]);
    expect(refusedAt({ batchSize: 1 })).toEqual([[`terms.${key}`, 0]]);
    expect(refusedAt({ batchSize: 4, gradientAccumulation: 4 })).toEqual([[`terms.${key}`, 0]]);
    expect(refusedAt({ batchSize: 4, gradientAccumulation: 2 })).toEqual([]);
  });

  it.each(tokenObjectives)('compares views beside any objective of tokens: %s', (method) => {
    const terms = Object.fromEntries(views.map(({ key }) => [key, 0.5]));
    expect(validate({ objective: { method }, terms }).problems).toEqual([]);
  });

  it.each(Object.values(lossTerms).map(({ key }) => key))('has no %s beside labels', (key) => {
    const { problems } = validate({
      data: { corpus: 'novel-or-speech' },
      objective: { method: 'classification' },
      terms: { [key]: 0.5 },
    });
    expect(problems).toMatchObject([{ path: `terms.${key}`, nearest: 0 }]);
    expect(problems[0]?.message.en).toContain('labels of whole texts');
  });

  it('has a language model beside another main loss only, and says what to do', () => {
    const [problem, ...others] = validate({ terms: { auxiliaryLm: 0.5 } }).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path: 'terms.auxiliaryLm', nearest: 0 });
    expect(problem?.message.en).toContain('another objective');
    for (const method of tokenObjectives.filter((id) => id !== plainObjective)) {
      expect(validate({ objective: { method }, terms: { auxiliaryLm: 0.5 } }).problems, method).toEqual([]);
    }
  });

  it('is listed by the lab', () => {
    const listed = methodEntries().filter(({ path }) => path === 'terms');
    expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(['unlikelihood', 'multi-token', 'r-drop']));
  });
});
