/** Errors of a matrix's outputs by numbers small enough to be worked by hand, and zeros by patterns made on purpose. */
import { describe, expect, it } from 'vitest';
import { multiplier, outputErrors, type OutputErrors } from '../../../../src/domain/compression/seeing/outputErrors.ts';
import { zeroPattern } from '../../../../src/domain/compression/seeing/zeroPattern.ts';
import { turned } from '../../../../src/domain/compression/numeric/turned.ts';
import { gaussianMatrix } from '../arbitraries.ts';

function all(work: Generator<number, OutputErrors>): OutputErrors {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

describe('errors of outputs', () => {
  it('are relative to what the original puts out, over all tokens', () => {
    // W = (3, 4), Ŵ = (3, 3): at x = (1, 1) and (0, 1) the outputs are 7 and 4, or 6 and 3.
    const errors = all(
      outputErrors({
        tokens: 2,
        inputs: Float32Array.of(1, 1, 0, 1),
        changedInputs: Float32Array.of(1, 2, 0, 1),
        original: multiplier(Float32Array.of(3, 4), false),
        changed: multiplier(Float32Array.of(3, 3), false),
      }),
    );
    expect(errors.own).toBeCloseTo(Math.sqrt(2 / 65), 12);
    // The second input of the first token has become 2: 9 and 3.
    expect(errors.accumulated).toBeCloseTo(Math.sqrt((4 + 1) / 65), 12);
  });

  it('do not depend on which way round the matrix is written', () => {
    const matrix = gaussianMatrix(5, 7, 3);
    const x = Float32Array.from({ length: 7 }, (_, i) => Math.sin(i));
    const [a, b] = [multiplier(matrix.values, false)(x), multiplier(turned(matrix).values, true)(x)];
    expect(a.length).toBe(5);
    a.forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? NaN, 12));
  });
});

describe('zeros', () => {
  const of = (rows: number, columns: number, ...values: readonly number[]) =>
    zeroPattern({ rows, columns, values: Float32Array.from(values) });

  it('of two in every four are 2:4; of four in every eight that are not, 4:8', () => {
    expect(of(1, 8, 0, 1, 0, 1, 1, 0, 0, 1)).toMatchObject({ share: 0.5, groups: { removed: 2, size: 4 } });
    expect(of(1, 8, 0, 0, 0, 1, 1, 1, 0, 1)).toMatchObject({ share: 0.5, groups: { removed: 4, size: 8 } });
    expect(of(1, 8, 0, 0, 0, 1, 1, 1, 1, 1).groups).toBeNull();
    expect(of(1, 3, 0, 0, 0).groups).toBeNull();
  });

  it('may be whole rows and columns', () => {
    expect(of(2, 3, 0, 0, 0, 0, 5, 0)).toMatchObject({ deadRows: 1, deadColumns: 2 });
  });
});
