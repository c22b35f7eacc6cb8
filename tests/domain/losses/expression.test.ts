/** Expressions of losses: what they mean, what is wrong with them, and their slopes against finite differences. */
import { describe, expect, it } from 'vitest';
import { validate } from '../../../src/domain/config/validate.ts';
import { numberScalarOps } from '../../../src/domain/core/scalarOps.ts';
import type { RowInputs } from '../../../src/domain/core/rowFormula.ts';
import { formulaOf } from '../../../src/domain/losses/expression/formula.ts';
import { expressionProblem } from '../../../src/domain/losses/expression/problem.ts';

const row = (surprise: number, entropy = 1.2): RowInputs<number> => ({
  surprise,
  probability: Math.exp(-surprise),
  missing: -Math.expm1(-surprise),
  entropy,
  classes: 7,
  target: 3,
  frequency: 0.05,
  step: 25,
  steps: 100,
});

const valueAt = (text: string, inputs = row(0.7)): number => formulaOf(text).apply(numberScalarOps, inputs).value;

describe('what an expression means', () => {
  it.each([
    ['1 + 2 * 3 + p * 0', 7],
    ['2 ^ 3 ^ 2 + p * 0', 512],
    ['-2 ^ 2 + p * 0', -4],
    ['(-2) ^ 2 + p * 0', 4],
    ['2 ^ -1 + p * 0', 0.5],
    ['8 / 4 / 2 + p * 0', 1],
    ['8 - 4 - 2 + p * 0', 2],
    ['2 * -3 + p * 0', -6],
    ['1 + 1 > 1 * 3 + p * 0', 0],
    ['--3 + p * 0', 3],
    ['.5e1 + 1E-1 + p * 0', 5.1],
    ['max(1, min(2, 3)) + p * 0', 2],
    ['pow(2, 3) + abs(-1) + sqrt(4) + exp(0) + tanh(0) + p * 0', 12],
    ['y == 3', 1],
    ['V + y + step / steps + f', 7 + 3 + 0.25 + 0.05],
    ['-log(p)', 0.7],
    ['1 - p', -Math.expm1(-0.7)],
    ['H', 1.2],
  ])('%s', (text, expected) => {
    expect(valueAt(text)).toBeCloseTo(expected, 12);
  });

  it('reads log p and 1 − p off the row, where p itself has no digits left', () => {
    expect(valueAt('-log(p)', row(500))).toBe(500);
    expect(valueAt('1 - p', row(1e-20))).toBe(1e-20);
    expect(valueAt('log(1 - p)', row(1e-20))).toBeCloseTo(Math.log(1e-20), 9);
  });
});

describe('slopes', () => {
  const expressions = [
    '-log(p)',
    '(1 - p)^2 * -log(p)',
    '(1 - p)^0.3 * -log(p)',
    'p^-0.5 + (2 * p - 3)^3 + p^12',
    'exp(-p) / (1 + p) + sqrt(H + p)',
    'tanh(H * p) + abs(p - 0.4) * H',
    'max(p, H - 1) + min(-log(p), H)',
    'pow(1 + p, H) + (1 + H)^p',
    '(p < 0.3) * -log(p) + (p > 0.3) * (1 - p) + f * y * p',
    '-log(p) * (1 - step / steps) + H / log(V)',
  ];
  it.each(expressions)('%s: central differences', (text) => {
    const formula = formulaOf(text);
    const at = (surprise: number, entropy: number): number => valueAt(text, row(surprise, entropy));
    for (const surprise of [0.05, 0.7, 2.5]) {
      const { bySurprise, byEntropy } = formula.apply(numberScalarOps, row(surprise, 1.3));
      const h = 1e-5;
      const bySurpriseOnly = (at(surprise + h, 1.3) - at(surprise - h, 1.3)) / (2 * h);
      const byEntropyOnly = (at(surprise, 1.3 + h) - at(surprise, 1.3 - h)) / (2 * h);
      expect(bySurprise ?? 0).toBeCloseTo(bySurpriseOnly, 6);
      expect(byEntropy ?? 0).toBeCloseTo(byEntropyOnly, 6);
    }
  });

  it('are nothing, and cost nothing, where nothing depends', () => {
    expect(formulaOf('y * f + step').apply(numberScalarOps, row(1))).toMatchObject({
      bySurprise: null,
      byEntropy: null,
    });
    expect(formulaOf('-log(p)').apply(numberScalarOps, row(1))).toEqual({ value: 1, bySurprise: 1, byEntropy: null });
  });
});

describe('what is wrong', () => {
  const problem = (text: string) => {
    const found = expressionProblem(text, '-log(p)');
    if (!found) throw new Error(`nothing is wrong with ${text}`);
    return found;
  };

  it.each([
    ['-lgo(p)', /^character 2: there is no “lgo”. Did you mean “log”/, '-log(p)'],
    ['(1 - p)^2 * -Log(p)', /^character 14: there is no “Log”. Did you mean “log”/, '(1 - p)^2 * -log(p)'],
    ['-log(p) * gamma', /^character 11: there is no “gamma”/, '-log(p)'],
    ['(1 - p', /^character 6: something is missing/, '-log(p)'],
    ['', /^character 0: something is missing/, '-log(p)'],
    ['2p', /^character 2: “p” does not fit/, '-log(p)'],
    ['p + * 2', /^character 5: “\*” does not fit/, '-log(p)'],
    ['p）', /^character 2: “）” does not fit/, '-log(p)'],
    ['max(p)', /^character 1: max takes 2 value\(s\), not 1/, '-log(p)'],
    ['log(p, 2)', /^character 1: log takes 1 value\(s\), not 2/, '-log(p)'],
    ['log p', /^character 5: “p” does not fit/, '-log(p)'],
    ['p * 10^99', /a constant in it is no finite number/, '-log(p)'],
    ['1e99 * p', /^character 1: “1e99” does not fit/, '-log(p)'],
    ['log(p - 0.5)', /no finite number at p = 0/, '-log(p)'],
    ['1 / p^2', /no finite number at p = 0/, '-log(p)'],
    ['p / (step - 1000)', /no finite number at p = 0, step 1000/, '-log(p)'],
    ['constructor', /^character 1: there is no “constructor”/, '-log(p)'],
    ['p.constructor', /^character 2: “\.” does not fit/, '-log(p)'],
    ['p["x"]', /^character 2: “\[” does not fit/, '-log(p)'],
    ['exp = 3', /^character 5: “=” does not fit/, '-log(p)'],
  ])('%s', (text, message, nearest) => {
    expect(problem(text).message.en).toMatch(message);
    expect(problem(text).nearest).toBe(nearest);
    expect(expressionProblem(problem(text).nearest, '')).toBeNull();
    expect(problem(text).message.zh).not.toBe(problem(text).message.en);
  });

  it('is told where the setting stands, and the setting itself is kept by who shows it', () => {
    const { config, problems } = validate({ loss: { method: 'custom', expression: '-lgo(p)' } });
    expect(problems).toMatchObject([{ path: 'loss.expression', nearest: '-log(p)' }]);
    expect(config.loss).toMatchObject({ method: 'custom', expression: '-log(p)' });
  });

  it('is nothing with what people write', () => {
    for (const text of [
      '-log(p)',
      '(1-p)^2*-log(p)',
      '(1 - p^0.7)/0.7',
      '-log(p) - 0.1*H',
      'max(0, 0.9 - p)',
      '1/p',
      '5',
    ]) {
      expect(expressionProblem(text, '')).toBeNull();
    }
  });
});
