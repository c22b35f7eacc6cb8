/** jax-js' matrix product, compiled. It has no profiler, so the host's time is part of the figure. */
import { blockUntilReady, defaultDevice, init, jit, numpy as np } from '@jax-js/jax';
import { factorsOf, msPerRepeat } from './productTiming.mjs';
import { adapterName, answer, random } from './serve.mjs';

/** Each leaves a result behind until the turn is over. */
const mostRepeats = 256;

const next = random(1);
const array = ([rows, columns]) =>
  np.array(Float32Array.from({ length: rows * columns }, () => next() - 0.5)).reshape([rows, columns]);
const turned = (matrix, turn) => (turn ? matrix.transpose() : matrix);

/** Compiled once for each layout. */
const products = new Map();

function productOf(kernel, { turnLeft, turnRight }) {
  const known = products.get(kernel);
  if (known) return known;
  const product = jit((a, b) => np.matmul(turned(a, turnLeft), turned(b, turnRight)));
  products.set(kernel, product);
  return product;
}

answer({
  async open() {
    await init('webgpu');
    defaultDevice('webgpu');
    return { note: 'jax-js, by the clock', adapter: await adapterName() };
  },
  async time({ question: { kernel, shape, turnMs } }) {
    const factors = factorsOf(kernel, shape);
    const product = productOf(kernel, factors);
    const [a, b] = [array(factors.left), array(factors.right)];
    const msOf = async (repeats) => {
      const startedAt = performance.now();
      const results = Array.from({ length: repeats }, () => product(a.ref, b.ref));
      await blockUntilReady(results);
      const ms = performance.now() - startedAt;
      for (const result of results) result.dispose();
      return ms;
    };
    const ms = await msPerRepeat(msOf, turnMs, mostRepeats);
    for (const matrix of [a, b]) matrix.dispose();
    return { ms };
  },
});
