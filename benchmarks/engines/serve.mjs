/**
 * The worker's side of a measurement: one engine, one model, steps or tokens on request. Counts what WebGPU is asked to do.
 *
 * @typedef {import('../works/engines.mjs').StepShape} StepShape
 * @typedef {{
 *   note: string,
 *   step: () => Promise<number>,
 *   hostMs?: () => number,
 *   follow?: (steps: number) => Promise<void>,
 *   profile?: () => Promise<readonly { kernel: string, runs: number, ms: number }[] | null>,
 *   generate?: (tokens: number) => Promise<void>,
 *   generation?: string,
 * }} Stepper `step` is a whole training step and resolves with its loss, read back; `hostMs` is what of it was spent before the device had its work; `follow` makes steps as a run does, each begun before the loss of the one before is there; `generation` says how `generate` does it
 * @typedef {{ shape: StepShape, backend: 'wasm' | 'webgpu', architecture: 'transformer' | 'rnn' | 'lstm' | 'gru' }} Opening
 */

const counts = { dispatches: 0, submits: 0 };

function countCalls() {
  if (!('GPUQueue' in globalThis)) return;
  const count = (prototype, method, what) => {
    const plain = Reflect.get(prototype, method);
    Reflect.set(prototype, method, function counted(...args) {
      counts[what] += 1;
      return Reflect.apply(plain, this, args);
    });
  };
  count(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', 'dispatches');
  count(GPUQueue.prototype, 'submit', 'submits');
}

/** Name and driver of the adapter that engines get, who all ask for the faster one. */
export async function adapterName() {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  const { vendor, architecture, device, description } = adapter?.info ?? {};
  return [vendor, architecture, device, description].filter(Boolean).join(' ') || 'none';
}

/** @param {(opening: Opening) => Promise<Stepper>} open */
export function serve(open) {
  countCalls();
  let stepper;
  answer({
    async open(opening) {
      stepper = await open(opening);
      return { note: stepper.note, adapter: await adapterName() };
    },
    async run({ steps }) {
      const before = { ...counts };
      const times = [];
      const hostTimes = [];
      let loss = Number.NaN;
      for (let i = 0; i < steps; i++) {
        const startedAt = performance.now();
        loss = await stepper.step();
        times.push(performance.now() - startedAt);
        if (stepper.hostMs) hostTimes.push(stepper.hostMs());
      }
      return {
        times,
        hostTimes,
        loss,
        dispatches: (counts.dispatches - before.dispatches) / steps,
        submits: (counts.submits - before.submits) / steps,
      };
    },
    async follow({ steps }) {
      if (!stepper.follow) return { ms: null };
      const startedAt = performance.now();
      await stepper.follow(steps);
      return { ms: (performance.now() - startedAt) / steps };
    },
    async profile() {
      return { times: (await stepper.profile?.()) ?? [] };
    },
    async generate({ tokens }) {
      if (!stepper.generate) throw new Error('it does not generate');
      const startedAt = performance.now();
      await stepper.generate(tokens);
      return { ms: performance.now() - startedAt, how: stepper.generation };
    },
  });
}

/** @param {Record<string, (request: any) => Promise<object>>} handlers by the kind of message that they answer */
export function answer(handlers) {
  globalThis.addEventListener('message', ({ data: { kind, ...request } }) => {
    handlers[kind](request).then(
      (result) => globalThis.postMessage({ result }, []),
      (error) => globalThis.postMessage({ error: String(error?.stack ?? error) }, []),
    );
  });
}

/** Bytes that look like nothing in particular, the same for every engine. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function gaussian(next) {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** One batch that every step trains on: the loss must fall from ln V, or the step does not train. */
export function fixedBatch({ batch, time, vocabulary }) {
  const next = random(7);
  const inputs = new Int32Array(batch * time);
  const targets = new Int32Array(batch * time);
  for (let i = 0; i < inputs.length; i++) {
    inputs[i] = Math.floor(next() * vocabulary);
    targets[i] = Math.floor(next() * vocabulary);
  }
  return { inputs, targets };
}

/** @param {ArrayLike<number>} logits */
export function likeliest(logits) {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id] > logits[best]) best = id;
  return best;
}
