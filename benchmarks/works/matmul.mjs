/**
 * Matrix products alone, on WebGPU: 512³ in the three layouts that training needs, beside other engines, and every product of a
 * training step of the GPTs that are measured. GFLOP/s, and the share of the multiply-adds that the adapter could do at most.
 */
import { median, spread } from '../statistics.mjs';
import { gpts } from './models.mjs';

const rounds = 3;
/** What one answer may take on the device. */
const turnMs = 100;

const peers = ['stock-tfjs-products', 'jax-js-products'];
const cube = { rows: 512, columns: 512, inner: 512 };
const layouts = ['NN', 'NT', 'TN'];

const productFlops = ({ rows, columns, inner }) => 2 * rows * columns * inner;

/** Rows, columns and inner are the result's, and what is summed over; of a layer's gradients, those of its forward product. */
function productsOf(model, { width, vocabulary, batch, time }) {
  const rows = batch * time;
  const layers = Object.entries({
    qkv: [width, 3 * width],
    out: [width, width],
    up: [width, 4 * width],
    down: [4 * width, width],
  });
  const product = (name, kernel, shape, flops = productFlops(shape)) => ({
    name: `${model} ${name}`,
    kernel,
    shape,
    flops,
  });
  return [
    ...layers.flatMap(([name, [inner, columns]]) => {
      const shape = { rows, columns, inner };
      return [product(name, 'bias', shape), product(`${name} backward`, 'backward', shape, 2 * productFlops(shape))];
    }),
    product('head', 'NT', { rows, columns: vocabulary, inner: width }),
    product('head backward, input', 'NN', { rows, columns: width, inner: vocabulary }),
    product('head backward, weight', 'TN', { rows: vocabulary, columns: width, inner: rows }),
  ];
}

const cubes = layouts.map((layout) => ({ name: layout, kernel: layout, shape: cube, flops: productFlops(cube) }));
const ours = [...cubes, ...Object.entries(gpts).flatMap(([model, shape]) => productsOf(model, shape))];

export const matmul = {
  id: 'matmul-512',
  summary: 'matrix products in GFLOP/s, 512³ and those of the GPTs',
  async run({ backend, precision, withEngines }) {
    return backend === 'wasm' ? [] : withEngines((engines) => measure(engines, precision));
  },
};

/**
 * @param {import('./engines.mjs').Engines} engines
 * @param {string | undefined} precision `f16`: our products also with factors in half precision, by the fastest variant that has them so
 */
async function measure({ ask }, precision) {
  const entrants = [];
  const admit = async (engine, questions, wanted = 'f32') => {
    const worker = `matmul ${engine} ${wanted}`;
    try {
      const { note, adapter } = await ask(worker, engine, { kind: 'open', precision: wanted });
      for (const question of questions) {
        entrants.push({ worker, engine, precision: wanted, note, adapter, ...question, times: [] });
      }
    } catch (error) {
      console.log(`  ${engine} does not run here: ${error.message.split('\n')[0]}`);
    }
  };
  await admit('trimtab-products', [{ name: 'peak', kernel: 'peak', shape: null }, ...ours]);
  if (precision === 'f16') await admit('trimtab-products', ours, precision);
  for (const engine of peers) await admit(engine, cubes);
  for (let round = 0; round < rounds; round++) {
    for (const { worker, engine, kernel, shape, times } of entrants) {
      times.push(await ask(worker, engine, { kind: 'time', question: { kernel, shape, turnMs } }));
    }
  }
  const rateOf = ({ flops, times }) => flops / median(times.map(({ ms }) => ms)) / 1e6;
  const [peak] = entrants.filter(({ kernel }) => kernel === 'peak').map((entrant) => entrant.times);
  const peakRate = peak === undefined ? null : rateOf({ flops: peak[0].flops, times: peak });
  return entrants.map((entrant) => {
    const rate = entrant.kernel === 'peak' ? peakRate : rateOf(entrant);
    return {
      engine: entrant.engine.replace('-products', ''),
      backend: 'webgpu',
      adapter: entrant.adapter,
      product: entrant.name,
      ...(entrant.precision === 'f16' && { precision: 'f16', variant: entrant.times.at(-1).variant }),
      ...entrant.shape,
      ...spread(entrant.times.map(({ ms }) => ms)),
      gflops: Number(rate.toFixed(2)),
      ...(peakRate !== null && { shareOfPeak: Number((rate / peakRate).toFixed(3)) }),
      note: entrant.note,
    };
  });
}
