/** Products with what stays of a matrix, in every form, against the whole one with zeros in it. */
import { expect, test } from 'vitest';
import { gemvForms } from '../../shaders/common/gemv/form.ts';
import { linearReference } from '../../shaders/dense-gemv/reference.ts';
import { linesCases } from '../../shaders/lines-linear/cases.ts';
import { linesGemv } from '../../shaders/lines-linear/kernel.ts';
import { wholeReference } from '../../shaders/lines-linear/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

/** The numbers below `count` in an order of their own, of which the first `kept` and the others are each in order. */
function split(count: number, kept: number, stream: number): Uint32Array<ArrayBuffer> {
  const drawn = normal(count, stream);
  const order = Array.from({ length: count }, (_, i) => i).toSorted((a, b) => (drawn[a] ?? 0) - (drawn[b] ?? 0));
  const inOrder = (some: readonly number[]): readonly number[] => some.toSorted((a, b) => a - b);
  return Uint32Array.from([...inOrder(order.slice(0, kept)), ...inOrder(order.slice(kept))]);
}

test.each(gemvForms.flatMap((form) => [false, true].map((hasBias) => ({ form, hasBias }))))(
  '$form, with a bias: $hasBias',
  async ({ form, hasBias }) => {
    for (const shape of linesCases) {
      const { inputs, outputs, rowsKept, columnsKept } = shape;
      const weight = normal(rowsKept * columnsKept, 191);
      const rows = split(outputs, rowsKept, 192);
      const columns = split(inputs, columnsKept, 193).slice(0, columnsKept);
      const [x, bias] = [normal(inputs, 194), hasBias ? normal(outputs, 195) : null];
      // What is not asked for must not be read.
      const seen = new Set(columns);
      const poisoned = x.map((value, i) => (seen.has(i) ? value : NaN));
      const { output } = await run([dispatch(linesGemv(form, hasBias), shape)], {
        x: poisoned,
        weight,
        rows,
        columns,
        ...(bias && { bias }),
      });
      const expected = linearReference(x, wholeReference(weight, rows, columns, shape), inputs, bias);
      expect(relativeError(output, expected), `O ${outputs}, I ${inputs}`).toBeLessThan(1e-6);
    }
  },
);
