/** Formulas as WGSL text: straight-line statements, each operation once, literals that the language accepts. */
import { expect, test } from 'vitest';
import { optimizerUpdate } from '../../shaders/optimizer-update/kernel.ts';
import { wgslProgram } from '../../shaders/optimizer-update/wgslOps.ts';
import { everyOperation } from './formulas.ts';

test('an operation asked for twice is one statement', () => {
  const { ops, statements } = wgslProgram();
  const square = ops.mul('g', 'g');
  const sum = ops.add(square, ops.mul('g', 'g'));
  expect(ops.max(sum, ops.sqrt(square))).toBe('v3');
  expect(statements).toEqual(['let v0 = g * g;', 'let v1 = v0 + v0;', 'let v2 = sqrt(v0);', 'let v3 = max(v1, v2);']);
});

test('operands keep their order', () => {
  const { ops, statements } = wgslProgram();
  ops.sub('a', 'b');
  ops.sub('b', 'a');
  ops.div('a', 'b');
  expect(statements).toEqual(['let v0 = a - b;', 'let v1 = b - a;', 'let v2 = a / b;']);
});

test.each([
  [1, '(1f)'],
  [-0.5, '(-0.5f)'],
  [1e-8, '(1e-8f)'],
  [1e21, '(1e+21f)'],
])('the literal of %d', (value, text) => {
  expect(wgslProgram().ops.constant(value)).toBe(text);
});

test.each([NaN, Infinity, 1e39])('%d has no literal', (value) => {
  expect(() => wgslProgram().ops.constant(value)).toThrow('no literal');
});

test('the product of the gradient with itself is computed once in the generated kernel', () => {
  const code = optimizerUpdate(everyOperation).code({ length: 1 });
  expect(code.match(/clippedGradient \* clippedGradient/g)).toHaveLength(1);
});
