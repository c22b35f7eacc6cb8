/** tanh and the operations along a sequence that have no weights, on the heap against plain loops in double precision. */
import { describe, expect, test } from 'vitest';
import { minGruCases } from '../../../shaders/min-gru/cases.ts';
import { minGruGradientReference, minGruReference } from '../../../shaders/min-gru/reference.ts';
import { tanhGradientReference, tanhReference } from '../../../shaders/tanh/reference.ts';
import { windowCases } from '../../../shaders/window/cases.ts';
import { windowGradientReference, windowReference } from '../../../shaders/window/reference.ts';
import { normal, relativeError } from '../numbers.ts';
import { machines, out } from './harness.ts';

const all = await machines();

describe.each(all)('$name', ({ run }) => {
  test.each([1, 3, 4, 5, 1023, 1024, 4099])('tanh and its gradient, %i elements', (length) => {
    const x = Float32Array.from(normal(length, 1), (value, i) => (i % 5 === 0 ? 1e3 : 2) * value);
    const upstream = normal(length, 2);
    const units = Math.ceil(length / 1024);
    const [y = new Float32Array()] = run({ kernel: 'tanh', args: [x, out(length), length], units });
    expect(relativeError(y, tanhReference(x))).toBeLessThan(1e-6);
    const [g] = run({ kernel: 'tanhGradient', args: [y, upstream, out(length), length], units });
    expect(relativeError(g, tanhGradientReference(y, upstream))).toBeLessThan(1e-6);
  });

  test.each(windowCases)('window of $length, $rows rows in sequences of $time, width $width', (shape) => {
    const { rows, width, time, length } = shape;
    const [x, upstream] = [normal(rows * width, 3), normal(length * rows * width, 4)];
    const args = [time, width, length];
    const [y] = run({ kernel: 'window', args: [x, out(upstream.length), ...args], units: rows });
    expect(y).toEqual(Float32Array.from(windowReference(x, shape)));
    const [g] = run({ kernel: 'windowGradient', args: [upstream, out(x.length), ...args], units: rows });
    expect(relativeError(g, windowGradientReference(upstream, shape))).toBeLessThan(1e-6);
  });

  test.each(minGruCases)('minGRU, $batch sequences of $time, width $width', (shape) => {
    const { batch, time, width } = shape;
    const length = batch * time * width;
    const sums = Float32Array.from(normal(2 * length, 5), (value, i) => (i % 7 === 0 ? 40 : 2) * value);
    const upstream = normal(length, 6);
    const [hiddens = new Float32Array()] = run({
      kernel: 'minGru',
      args: [sums, out(length), time, width],
      units: batch,
    });
    expect(relativeError(hiddens, minGruReference(sums, shape))).toBeLessThan(1e-5);
    const [g] = run({
      kernel: 'minGruGradient',
      args: [sums, hiddens, upstream, out(2 * length), time, width],
      units: batch,
      scratchBytes: 4 * width,
    });
    expect(relativeError(g, minGruGradientReference(sums, upstream, shape))).toBeLessThan(1e-5);
  });
});
