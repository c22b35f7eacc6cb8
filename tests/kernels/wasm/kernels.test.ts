/** Every other kernel against loops in double precision. What PyTorch says of the same operations is in tests/engine/ops.test.ts. */
import { describe, expect, test } from 'vitest';
import { amountsOf, crossEntropyCases } from '../../../shaders/cross-entropy/cases.ts';
import { crossEntropyGradientReference, crossEntropyReference } from '../../../shaders/cross-entropy/reference.ts';
import { dropoutCases } from '../../../shaders/dropout/cases.ts';
import { dropoutReference } from '../../../shaders/dropout/reference.ts';
import { attentionCases, attentionDropCases, attentionOptionCases } from '../../../shaders/flash-attention/cases.ts';
import { packedWidth } from '../../../shaders/flash-attention/kernel.ts';
import { attentionGradientReference, attentionReference } from '../../../shaders/flash-attention/reference.ts';
import { reluGradientReference, reluReference } from '../../../shaders/relu/reference.ts';
import { swigluGradientReference, swigluReference } from '../../../shaders/swiglu/reference.ts';
import { mix32 } from '../../../src/domain/core/random.ts';
import { distanceSlopes, rotaryTable } from '../../../src/engine/ops/attentionShape.ts';
import { normal, relativeError } from '../numbers.ts';
import { droppingArguments, machines, out } from './harness.ts';

const lengths = [1, 3, 4, 5, 1023, 1024, 1025, 4099];
const widths = [1, 3, 4, 7, 16, 33, 130];
const tight = 3e-7;
/** For differences of values around 50, which single precision gives to five digits. */
const farFromZero = 5e-5;

const all = await machines();

describe.each(all)('$name', ({ run, kernels }) => {
  const elements = (length: number): number => Math.ceil(length / 1024);
  const columns = (width: number): number => Math.ceil(width / 16);

  test.each(lengths)('add and scale, %i elements', (length) => {
    const [a, b] = [normal(length, 1), normal(length, 2)];
    const [sum] = run({ kernel: 'add', args: [a, b, out(length), length], units: elements(length) });
    expect(sum).toEqual(a.map((value, i) => value + (b[i] ?? NaN)));
    const [half] = run({ kernel: 'scale', args: [a, 0.5, out(length), length], units: elements(length) });
    expect(half).toEqual(a.map((value) => value / 2));
  });

  test.each([...lengths, 20_000])('GELU and its gradient, %i elements', (length) => {
    // From where it is 0 to where it is the identity, and beyond what exp can hold.
    const x = Float32Array.from(normal(length, 1), (value, i) => (i % 7 === 0 ? 30 * value : 3 * value));
    const upstream = normal(length, 2);
    const gate = (value: number): number =>
      1 / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3)));
    const [y] = run({ kernel: 'gelu', args: [x, out(length), length], units: elements(length) });
    expect(
      relativeError(
        y,
        Float64Array.from(x, (value) => value * gate(value)),
      ),
    ).toBeLessThan(tight);
    const [g] = run({ kernel: 'geluGradient', args: [x, upstream, out(length), length], units: elements(length) });
    const expected = Float64Array.from(x, (value, i) => {
      const s = gate(value);
      const steepness = 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * value ** 2);
      return (upstream[i] ?? NaN) * (s + value * s * (1 - s) * steepness);
    });
    // 1 − s loses its digits where the slope has grown large, in single precision by any formula.
    expect(relativeError(g, expected)).toBeLessThan(2e-6);
  });

  test.each([...lengths, 20_000])('ReLU, its square and their gradients, %i elements', (length) => {
    const x = normal(length, 1, 2);
    // Where the gradient is 0 by agreement.
    x[length >> 1] = 0;
    const upstream = normal(length, 2);
    for (const power of [1, 2]) {
      const units = elements(length);
      const [y] = run({ kernel: 'relu', args: [x, out(length), length, power], units });
      expect(y).toEqual(Float32Array.from(reluReference(x, power)));
      const [g] = run({ kernel: 'reluGradient', args: [x, upstream, out(length), length, power], units });
      expect(relativeError(g, reluGradientReference(x, upstream, power))).toBeLessThan(tight);
    }
  });

  test.each(widths)('SwiGLU and its gradient, %i wide', (width) => {
    const rows = 5;
    const x = normal(2 * rows * width, 1).map((value, i) => (i % 7 === 0 ? 30 : 3) * value);
    const upstream = normal(rows * width, 2);
    const [y] = run({ kernel: 'swiglu', args: [x, out(rows * width), width], units: rows });
    expect(relativeError(y, swigluReference(x, width))).toBeLessThan(tight);
    const [g] = run({ kernel: 'swigluGradient', args: [x, upstream, out(x.length), width], units: rows });
    expect(relativeError(g, swigluGradientReference(x, upstream, width))).toBeLessThan(1e-6);
  });

  test.each(dropoutCases)('dropout of $length at $rate', ({ length, rate, seed, stream }) => {
    const x = normal(length, 3);
    const key = mix32(mix32((seed | 0) + 0x9e3779b9) ^ stream);
    const keep = rate < 1 ? 1 / (1 - rate) : 0;
    const rest = [length, key | 0, mix32(key ^ 0x85ebca6b) | 0, Math.ceil(rate * 0x1000000), keep];
    const [y] = run({ kernel: 'dropout', args: [x, out(length), ...rest], units: elements(length) });
    const expected = dropoutReference(x, seed, stream, rate);
    expect(y?.map((value) => (value === 0 ? 0 : 1))).toEqual(
      Float32Array.from(expected, (value) => (value === 0 ? 0 : 1)),
    );
    expect(relativeError(y, expected)).toBeLessThan(tight);
  });

  test.each(lengths)('sums of squares and of values, %i elements', (length) => {
    const x = normal(length, 4);
    const memory = new Float32Array((kernels as unknown as { memory: WebAssembly.Memory }).memory.buffer);
    memory.set(x, 1024);
    // The element after the last must not count.
    memory[1024 + length] = 1e30;
    const squares = x.reduce((sum, value) => sum + value * value, 0);
    expect(Math.abs(kernels.squares(4096, length) / squares - 1)).toBeLessThan(1e-12);
    const plain = x.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(kernels.sum(4096, length) - plain)).toBeLessThan(1e-12);
  });

  // With one column everything cancels, and nothing but rounding is left to compare.
  const several = widths.filter((width) => width > 1);

  test.each([1, 0].flatMap((centred) => several.map((width) => ({ centred, width }))))(
    'norm, centred: $centred, width $width',
    ({ centred, width }) => {
      const rows = 9;
      const size = rows * width;
      // Far from 0, where a variance from sums of squares would lose its digits.
      const x = normal(size, 5).map((value) => 50 * centred + value);
      const [gain, bias, upstream] = [normal(width, 6), normal(width, 7), normal(size, 8)];
      const epsilon = 1e-5;
      const row = (values: ArrayLike<number>, r: number): number[] =>
        Array.from({ length: width }, (_, d) => values[r * width + d] ?? NaN);
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / width;
      const normed = Array.from({ length: rows }, (_, r) => {
        const line = row(x, r);
        const centre = centred * mean(line);
        const deviation = Math.sqrt(mean(line.map((value) => (value - centre) ** 2)) + epsilon);
        return { deviation, values: line.map((value) => (value - centre) / deviation) };
      });
      const [y, statistics] = run({
        kernel: 'layerNorm',
        args: [x, gain, centred === 1 ? bias : 0, out(size), out(2 * rows), width, epsilon, centred],
        units: rows,
      });
      const output = normed.flatMap(({ values }) =>
        values.map((value, d) => value * (gain[d] ?? NaN) + centred * (bias[d] ?? NaN)),
      );
      expect(relativeError(y, output)).toBeLessThan(farFromZero);

      const forInput = normed.flatMap(({ deviation, values }, r) => {
        const inner = row(upstream, r).map((value, d) => value * (gain[d] ?? NaN));
        const along = mean(inner.map((value, d) => value * (values[d] ?? NaN)));
        const average = centred * mean(inner);
        return inner.map((value, d) => (value - average - (values[d] ?? NaN) * along) / deviation);
      });
      const kept = statistics ?? new Float32Array();
      const [dx] = run({
        kernel: 'layerNormGradient',
        args: [x, gain, kept, upstream, out(size), width, centred],
        units: rows,
      });
      expect(relativeError(dx, forInput)).toBeLessThan(farFromZero);
      const column = (of: (r: number, d: number) => number): number[] =>
        Array.from({ length: width }, (_, d) =>
          Array.from({ length: rows }, (_r, r) => of(r, d)).reduce((a, b) => a + b, 0),
        );
      const [dGain, dBias] = run({
        kernel: 'layerNormWeightGradients',
        args: [x, kept, upstream, out(width), centred === 1 ? out(width) : 0, rows, width, centred],
        units: columns(width),
      });
      const forGain = column((r, d) => (upstream[r * width + d] ?? NaN) * (normed[r]?.values[d] ?? NaN));
      const forBias = column((r, d) => upstream[r * width + d] ?? NaN);
      expect(relativeError(dGain, forGain)).toBeLessThan(farFromZero);
      expect(relativeError(centred === 1 ? dBias : forBias, forBias)).toBeLessThan(tight);
      const [sums] = run({ kernel: 'columnSums', args: [upstream, out(width), rows, width], units: columns(width) });
      expect(relativeError(sums, forBias)).toBeLessThan(tight);
      const [sizes] = run({
        kernel: 'columnSizes',
        args: [upstream, out(2 * width), rows, width],
        units: columns(width),
      });
      const absolute = (r: number, d: number): number => Math.abs(upstream[r * width + d] ?? NaN);
      const peaks = Array.from({ length: width }, (_, d) =>
        Math.max(...Array.from({ length: rows }, (_r, r) => absolute(r, d))),
      );
      expect(relativeError(sizes?.subarray(0, width), column(absolute))).toBeLessThan(tight);
      expect(sizes?.subarray(width)).toEqual(Float32Array.from(peaks));
    },
  );

  test.each(widths)('rows of tables and their gradients, width %i', (width) => {
    const [batch, time, longest, vocabulary] = [3, 5, 7, 11];
    const rows = batch * time;
    const ids = Int32Array.from({ length: rows }, (_, i) => (i * 7) % 6);
    // Not in the table: zeros, and no gradient.
    ids[4] = -1;
    ids[9] = vocabulary;
    const known = (r: number): boolean => (ids[r] ?? -1) >= 0 && (ids[r] ?? vocabulary) < vocabulary;
    const [table, upstream, positions] = [
      normal(vocabulary * width, 9),
      normal(rows * width, 10),
      normal(longest * width, 11),
    ];
    const [taken] = run({ kernel: 'gather', args: [ids, table, out(rows * width), vocabulary, width], units: rows });
    expect(taken).toEqual(
      Float32Array.from({ length: rows * width }, (_, i) => {
        const r = Math.floor(i / width);
        return known(r) ? (table[(ids[r] ?? NaN) * width + (i % width)] ?? NaN) : 0;
      }),
    );
    const [forTable] = run({
      kernel: 'gatherGradient',
      args: [ids, upstream, out(vocabulary * width), rows, vocabulary, width],
      units: columns(width),
    });
    const expected = new Float64Array(vocabulary * width);
    for (let i = 0; i < rows * width; i++) {
      const r = Math.floor(i / width);
      const at = (ids[r] ?? NaN) * width + (i % width);
      if (known(r)) expected[at] = (expected[at] ?? NaN) + (upstream[i] ?? NaN);
    }
    expect(relativeError(forTable, expected)).toBeLessThan(tight);

    const [placed] = run({
      kernel: 'addPositions',
      args: [upstream, positions, out(rows * width), time, width],
      units: rows,
    });
    expect(placed).toEqual(
      upstream.map((value, i) => value + (positions[(Math.floor(i / width) % time) * width + (i % width)] ?? NaN)),
    );
    const [forPositions] = run({
      kernel: 'positionsGradient',
      args: [upstream, out(longest * width), batch, time, width],
      units: longest,
    });
    const sums = Array.from({ length: longest * width }, (_, i) => {
      if (i >= time * width) return 0;
      return Array.from({ length: batch }, (_b, b) => upstream[b * time * width + i] ?? NaN).reduce((a, b) => a + b, 0);
    });
    expect(relativeError(forPositions, sums)).toBeLessThan(tight);
  });

  test.each([...attentionCases, ...attentionOptionCases, ...attentionDropCases])(
    'attention, $batch × $time, $heads heads of $headWidth: %j',
    (shape) => {
      const { batch, time, heads, headWidth, keyValueHeads = heads, prefix = 0, positions, window = time } = shape;
      const [rows, width, packed] = [batch * time, heads * headWidth, packedWidth(shape)];
      const qkv = normal(rows * packed, 12);
      const upstream = normal(rows * width, 13);
      const turns = positions === 'rope' ? rotaryTable({ time, headWidth }) : 0;
      const slopes = positions === 'alibi' ? distanceSlopes(heads) : 0;
      const sizes = [time, heads, keyValueHeads, headWidth, 1 / Math.sqrt(headWidth), prefix, window];
      const rest = [turns, slopes, ...sizes, ...droppingArguments(shape.dropped)];
      const scratchBytes = kernels.attentionScratch(time, turns === 0 ? 0 : headWidth);
      const [output = new Float32Array(), statistics = new Float32Array()] = run({
        kernel: 'attention',
        args: [qkv, out(rows * width), out(2 * batch * heads * time), ...rest],
        units: batch * heads,
        scratchBytes,
      });
      expect(relativeError(output, attentionReference(qkv, shape).output)).toBeLessThan(2e-6);
      const [gradient] = run({
        kernel: 'attentionGradient',
        args: [qkv, output, statistics, upstream, out(rows * packed), ...rest],
        units: batch * keyValueHeads,
        scratchBytes,
      });
      expect(relativeError(gradient, attentionGradientReference(qkv, upstream, shape))).toBeLessThan(4e-6);
    },
  );

  test.each(crossEntropyCases)('cross-entropy: %o', (shape) => {
    const { rows, vocabulary } = shape;
    // Logits around 10⁴ too: the log of the sum must not drown in the peak.
    const logits = normal(rows * vocabulary, 14).map((value, i) => 4 * value + (i < vocabulary ? 1e4 : 0));
    const targets = Int32Array.from({ length: rows }, (_, r) => (r % 5 === 1 ? -1 : (r * 31) % vocabulary));
    const counted = 17;
    const expected = amountsOf(shape);
    const terms = [expected.smoothing, expected.focus, expected.normaliser, expected.confidence];
    const weights = normal(rows, 15).map(Math.abs);
    const [losses, gradient] = run({
      kernel: 'crossEntropy',
      args: [logits, targets, out(rows), out(rows * vocabulary), 0, vocabulary, counted, ...terms],
      units: rows,
    });
    expect(relativeError(losses, crossEntropyReference(logits, targets, vocabulary, expected))).toBeLessThan(1e-6);
    expect(
      relativeError(gradient, crossEntropyGradientReference(logits, targets, vocabulary, 1 / counted, expected)),
    ).toBeLessThan(1e-6);
    const [weightedLosses, weightedGradient] = run({
      kernel: 'crossEntropy',
      args: [logits, targets, out(rows), out(rows * vocabulary), weights, vocabulary, counted, ...terms],
      units: rows,
    });
    const weighted = { ...expected, weights };
    expect(relativeError(weightedLosses, crossEntropyReference(logits, targets, vocabulary, weighted))).toBeLessThan(
      1e-6,
    );
    expect(
      relativeError(
        weightedGradient,
        crossEntropyGradientReference(logits, targets, vocabulary, 1 / counted, weighted),
      ),
    ).toBeLessThan(1e-6);
  });
});
