/** Loss and gradient of a row on plain numbers: against PyTorch's autograd, the kernels' reference, and central differences. */
import { describe, expect, it } from 'vitest';
import { crossEntropyGradientReference, crossEntropyReference } from '../../../shaders/cross-entropy/reference.ts';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import { plainTerms, type LossDefinition } from '../../../src/domain/losses/contract.ts';
import { formulaOf } from '../../../src/domain/losses/expression/formula.ts';
import { losses } from '../../../src/domain/losses/index.ts';
import { curveProbabilities, lossCurve } from '../../../src/domain/losses/lossCurve.ts';
import { rowLoss } from '../../../src/domain/losses/rowLoss.ts';
import goldens from '../../goldens/expressions.json';
import { relativeError } from '../../goldens/goldens.ts';

const around = { target: 2, frequency: 0.1, weight: 1, step: 3, steps: 10 };
const logits = [0.3, -1.2, 0.8, 2.1, -0.4];

describe('a row', () => {
  it.each(goldens)('is what PyTorch makes of $name', ({ expression, logits: { data, shape }, targets, ...golden }) => {
    const terms = { ...plainTerms, formula: formulaOf(expression) };
    const vocabulary = shape[1] ?? 0;
    const { frequencies, step, steps } = golden;
    const counted = targets.data.filter((target) => target >= 0).length;
    const rows = targets.data.map((target, row) => {
      const line = Float32Array.from(data.slice(row * vocabulary, (row + 1) * vocabulary));
      if (target < 0) return { value: 0, gradient: new Float64Array(vocabulary) };
      return rowLoss(line, terms, {
        target,
        weight: 1,
        frequency: Math.fround(frequencies.data[row] ?? Number.NaN),
        step,
        steps,
      });
    });
    expect(rows.reduce((sum, { value }) => sum + value, 0) / counted).toBeCloseTo(golden.value, 9);
    const gradient = rows.flatMap((row) => Array.from(row.gradient, (value) => value / counted));
    expect(relativeError(gradient, golden.gradient.data)).toBeLessThan(1e-6);
  });

  it('is what the kernels are tested against, with all parts', () => {
    const amounts = { smoothing: 0.1, focus: 1.5, normaliser: 0.03, confidence: 0.25 };
    const found = rowLoss(logits, { ...plainTerms, ...amounts }, { ...around, weight: 0.5 });
    expect(found.value).toBeCloseTo(
      crossEntropyReference(logits, [2], 5, { ...amounts, weights: [0.5] })[0] ?? NaN,
      12,
    );
    const gradient = crossEntropyGradientReference(logits, [2], 5, 1, { ...amounts, weights: [0.5] });
    expect(relativeError(found.gradient, [...gradient])).toBeLessThan(1e-12);
  });

  it.each(Object.values<LossDefinition>(losses).map((loss) => [loss.id, loss] as const))(
    '%s: the gradient is that of central differences',
    (_, loss: LossDefinition) => {
      const settings = { ...defaultsOf(loss.params), zLoss: 0.01, confidencePenalty: 0.2 };
      const terms = loss.training(settings);
      const { gradient } = rowLoss(logits, terms, around);
      const h = 1e-5;
      const at = (place: number, by: number): number =>
        rowLoss(
          logits.map((logit, v) => logit + (v === place ? by : 0)),
          terms,
          around,
        ).value;
      gradient.forEach((slope, v) => expect(slope).toBeCloseTo((at(v, h) - at(v, -h)) / (2 * h), 8));
    },
  );

  it('takes a logit that stands for many classes as so many', () => {
    const terms = { ...plainTerms, smoothing: 0.1, confidence: 0.3, normaliser: 0.01, focus: 2 };
    const all = rowLoss([1, 0.25, 0.25, 0.25], terms, { ...around, target: 0 });
    const together = rowLoss([1, 0.25], terms, { ...around, target: 0, times: [1, 3] });
    expect(together.value).toBeCloseTo(all.value, 12);
    expect(together.gradient[0]).toBeCloseTo(all.gradient[0] ?? NaN, 12);
    expect(together.gradient[1]).toBeCloseTo(all.gradient[2] ?? NaN, 12);
  });
});

describe('a curve', () => {
  it('of cross-entropy is −log p with the slope p − 1', () => {
    const { values, slopes } = lossCurve(plainTerms, { classes: 65, step: 0, steps: 1 });
    curveProbabilities.forEach((p, i) => {
      expect(values[i]).toBeCloseTo(-Math.log(p), 12);
      expect(slopes[i]).toBeCloseTo(p - 1, 12);
    });
  });

  it('of every loss is finite', () => {
    for (const loss of Object.values<LossDefinition>(losses)) {
      const { values, slopes } = lossCurve(loss.training(defaultsOf(loss.params)), { classes: 3, step: 0, steps: 1 });
      expect([...values, ...slopes].every(Number.isFinite)).toBe(true);
    }
  });
});
