/** The distillation loss on the device against plain loops, and the loops' gradient against their finite differences. */
import { expect, test } from 'vitest';
import { distillationCases } from '../../shaders/distillation/cases.ts';
import { distillationBackward, distillationLoss } from '../../shaders/distillation/kernel.ts';
import { distillationGradientReference, distillationReference } from '../../shaders/distillation/reference.ts';
import { dispatch, run } from './harness.ts';
import { gradientError, normal, relativeError } from './numbers.ts';

const mixes = [
  { temperature: 1, share: 0.5 },
  { temperature: 3, share: 0.9 },
  { temperature: 2, share: 0 },
  { temperature: 2, share: 1 },
];

test.each(distillationCases.flatMap((shape) => mixes.map((terms) => ({ ...shape, ...terms }))))(
  '$rows × $vocabulary, temperature $temperature, share $share',
  async ({ rows, vocabulary, temperature, share }) => {
    const shape = { rows, vocabulary };
    const [logits, teacher] = [normal(rows * vocabulary, 71, 3), normal(rows * vocabulary, 72, 3)];
    const targets = Int32Array.from({ length: rows }, (_, row) => (row % 5 === 4 ? -1 : (7 * row) % vocabulary));
    const part = 1 / targets.filter((target) => target >= 0).length;
    const { loss, gradient } = await run(
      [distillationLoss, distillationBackward].map((kernel) => dispatch(kernel, shape)),
      {
        logits,
        teacher,
        targets,
        terms: Float32Array.of(part, temperature, share),
        upstream: Float32Array.of(0.5),
      },
    );
    const terms = { temperature, share };
    const expected = distillationReference(logits, teacher, targets, terms).map((value) => part * value);
    expect(relativeError(loss, expected)).toBeLessThan(2e-5);
    const slope = distillationGradientReference(logits, teacher, targets, terms, 0.5 * part);
    expect(relativeError(gradient, slope)).toBeLessThan(2e-5);
  },
);

test('the gradient of the loops is that of their loss', () => {
  const terms = { temperature: 2.5, share: 0.7 };
  const logits = Float64Array.from(normal(12, 73));
  const teacher = normal(12, 74);
  const targets = [2, -1, 0];
  const loss = (at: Float64Array): number =>
    distillationReference(at, teacher, targets, terms).reduce((sum, value) => sum + value, 0);
  const gradient = distillationGradientReference(logits, teacher, targets, terms, 1);
  expect(gradientError(loss, logits, gradient)).toBeLessThan(1e-7);
});
