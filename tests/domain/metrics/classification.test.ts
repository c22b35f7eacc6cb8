/** Scores of labels against scikit-learn. */
import { expect, it } from 'vitest';
import { classificationScores, countConfusions } from '../../../src/domain/metrics/classification.ts';
import { classificationGoldens } from '../../goldens/goldens.ts';

const cases = classificationGoldens.flatMap(({ scores }) => scores);

it('there are goldens, one of them with a label that is nowhere', () => {
  expect(cases.length).toBe(4);
  expect(cases.some(({ support, named, labels }) => support[labels - 1] === 0 && !named.includes(labels - 1))).toBe(
    true,
  );
});

it.each(cases)('$labels labels: confusion, accuracy, precision, recall and F1 are those of scikit-learn', (golden) => {
  const confusion = new Int32Array(golden.labels ** 2);
  countConfusions(confusion, golden.true, golden.named);
  expect([...confusion]).toEqual(golden.confusion);
  const scores = classificationScores(confusion);
  expect(scores.texts).toBe(golden.true.length);
  expect(scores.accuracy).toBeCloseTo(golden.accuracy, 10);
  expect(scores.macroF1).toBeCloseTo(golden.macroF1, 10);
  expect(scores.majority).toBeCloseTo(Math.max(...golden.support) / golden.true.length, 10);
  for (const [label, { support, precision, recall, f1 }] of scores.byLabel.entries()) {
    expect(support).toBe(golden.support[label]);
    expect(precision).toBeCloseTo(golden.precision[label] ?? NaN, 10);
    expect(recall).toBeCloseTo(golden.recall[label] ?? NaN, 10);
    // scikit-learn writes 0 for a label that it leaves out of the mean.
    expect(Number.isNaN(f1) ? 0 : f1).toBeCloseTo(golden.f1[label] ?? NaN, 10);
  }
});

it('rows without a label do not count', () => {
  const confusion = new Int32Array(4);
  countConfusions(confusion, [0, -1, 1], [1, 1, 1]);
  expect([...confusion]).toEqual([0, 1, 0, 1]);
});
