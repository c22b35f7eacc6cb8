/** Which passes may follow which. */
import { expect, test } from 'vitest';
import { checkOrder, orderProblems } from '../../../../src/domain/compression/recipe/passOrder.ts';
import { newPass } from '../../../../src/domain/compression/recipe/editRecipe.ts';
import type { PassId } from '../../../../src/domain/compression/recipe/passes.ts';
import { thrownBy } from '../thrownBy.ts';

const problemsOf = (...methods: readonly PassId[]): readonly string[] =>
  orderProblems(methods.map((method) => newPass(method))).map(({ path }) => path);

test.each([
  [['magnitude', 'retrain', 'gptq'], []],
  [['svd', 'retrain', 'qat'], []],
  [['gptq', 'qat'], []],
  [['gptq', 'retrain'], ['passes.1.method']],
  [['codebook', 'magnitude', 'retrain'], ['passes.2.method']],
  [['magnitude', 'lottery', 'gradual', 'movement'], []],
  [['svd', 'lottery'], ['passes.1.method']],
  [['qat', 'retrain'], ['passes.1.method']],
  [['outliers', 'smooth-quant', 'activations', 'rtn'], []],
  [['magnitude', 'smooth-quant', 'retrain', 'gptq'], []],
  [['activations', 'retrain'], []],
  [['rtn', 'smooth-quant'], ['passes.1.method']],
  [['gptq', 'activations', 'outliers'], ['passes.2.method']],
  [['layers', 'retrain', 'cross-layer', 'retrain', 'heads', 'gptq'], []],
  [['magnitude', 'cross-layer'], ['passes.1.method']],
  [
    ['cross-layer', 'cross-layer', 'layers'],
    ['passes.1.method', 'passes.2.method'],
  ],
] as const)('%j', (methods, paths) => expect(problemsOf(...methods)).toEqual(paths));

test('it is told before anything is done', () => {
  expect(thrownBy(() => checkOrder([newPass('rtn'), newPass('retrain')]))).toMatchObject({ code: 'bad-config' });
});

test('training moves activations off levels that calibration has chosen', () => {
  const problems = orderProblems([{ ...newPass('activations'), per: 'tensor' }, newPass('retrain')]);
  expect(problems.map(({ path }) => path)).toEqual(['passes.1.method']);
});
