/** Starts one worker for each engine and hands requests on; the runner drives it from outside. */
const spawn = {
  trimtab: () => new Worker(new URL('./trimtab.ts', import.meta.url), { type: 'module' }),
  'stock-tfjs': () => new Worker(new URL('./stockTfjs.mjs', import.meta.url), { type: 'module' }),
  'jax-js': () => new Worker(new URL('./jax.mjs', import.meta.url), { type: 'module' }),
  'genai-nanogpt': () => new Worker(new URL('./nanogpt.mjs', import.meta.url), { type: 'module' }),
  'trimtab-products': () => new Worker(new URL('./products.ts', import.meta.url), { type: 'module' }),
  'trimtab-gemv': () => new Worker(new URL('./gemv.ts', import.meta.url), { type: 'module' }),
  'stock-tfjs-products': () => new Worker(new URL('./stockProducts.mjs', import.meta.url), { type: 'module' }),
  'jax-js-products': () => new Worker(new URL('./jaxProducts.mjs', import.meta.url), { type: 'module' }),
};

const workers = new Map();

globalThis.engines = {
  ask(name, engine, message) {
    const worker = workers.get(name) ?? spawn[engine]();
    workers.set(name, worker);
    return new Promise((resolve, reject) => {
      const once = { once: true };
      const answer = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data.result));
      worker.addEventListener('message', answer, once);
      worker.addEventListener('error', (event) => reject(new Error(event.message ?? 'the worker did not load')), once);
      worker.postMessage(message, []);
    });
  },
};
