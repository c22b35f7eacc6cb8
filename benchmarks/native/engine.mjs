/** A process with one engine, named on its command line. Says `ready` when it listens, or what went wrong. */
import { findAdapter } from '../../src/engine/gpu/adapter.ts';
import { askSoftwareSeldom } from '../engines/dawn.mjs';

const engines = {
  trimtab: () => import('../engines/trimtab.ts'),
  'stock-tfjs': () => import('../engines/stockTfjs.mjs'),
  'jax-js': () => import('../engines/jax.mjs'),
  'genai-nanogpt': () => import('../engines/nanogpt.mjs'),
  'trimtab-products': () => import('../engines/products.ts'),
  'trimtab-gemv': () => import('../engines/gemv.ts'),
  'stock-tfjs-products': () => import('../engines/stockProducts.mjs'),
  'jax-js-products': () => import('../engines/jaxProducts.mjs'),
};

// Dawn's threads would keep the process.
process.on('disconnect', () => process.exit());

try {
  const adapter = await findAdapter();
  if (!adapter) throw new Error('Vulkan finds no driver that Dawn can use');
  if (adapter.software) askSoftwareSeldom();
  await engines[process.argv[2]]();
  process.send({ result: 'ready' });
} catch (error) {
  process.send({ error: String(error?.stack ?? error) });
}
