/**
 * A prepared race without a browser: the lab's race on the worker's own handlers, with WASM on one thread of Node. For
 * machines whose browser is busy; the figures are those of the lab up to rounding.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/run.mjs';
import { PlainError } from '../../scripts/lib/terminal.mjs';

/** @param {string} id of a prepared race @returns what the lab would write into summary.json */
export async function raceInNode(id) {
  pretendPage();
  const { createServer } = await import('vite');
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, hmr: false, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const names = ['lab/racePlan', 'lab/raceSummary', 'lab/race', 'worker/handlers', 'storage/memory'];
    const modules = await Promise.all(names.map((name) => server.ssrLoadModule(`/src/${name}.ts`)));
    return await race(id, Object.assign({}, ...modules));
  } finally {
    await server.close();
  }
}

async function race(id, { planRace, recordRace, startRaceJob, createHandlers, memoryStorage }) {
  const planned = planRace({ race: { kind: 'preset', id }, set: [], clock: null, text: null });
  if (!planned.ok) throw new PlainError(planned.message, 2);
  const { lanes, clock } = planned;
  const record = recordRace(planned);
  const told = {
    raceStarted: ({ facts }) => record.started(facts),
    metrics: (frame) => record.frame(frame),
    raced: (ended) => record.ended(ended),
    racing: progress(),
  };
  let engine;
  const report = (name, payload) => {
    if (name === 'engine') engine = payload;
    told[name]?.(payload);
  };
  const request = {
    action: 'race',
    entrants: lanes.map(({ id: lane, config }) => ({ id: lane, config, ownText: null })),
    clock,
    times: 1,
    backend: 'wasm',
    precision: 'f32',
  };
  const startedAt = Date.now();
  const outcome = await startRaceJob({ client: clientOf(createHandlers, memoryStorage), report }, request).outcome;
  if (outcome.kind === 'failed') throw new PlainError(outcome.message);
  const { backend, precision, threads, versions } = engine;
  const head = {
    schemaVersion: 1,
    backend,
    precision,
    threads,
    versions: { ...versions, node: process.versions.node },
  };
  const wallSeconds = (Date.now() - startedAt) / 1000;
  return { ...head, seeds: [lanes[0].config.seed], ...record.summary(), wallSeconds };
}

/** Handlers as the lab's client, without a wire between them. */
function clientOf(createHandlers, memoryStorage) {
  const listeners = new Map();
  const handlers = createHandlers({
    emit: (name, payload) => listeners.get(name)?.forEach((listener) => listener(payload)),
    load: async (name) => readFileSync(join(root, 'public', 'corpora', name), 'utf8'),
    openStorage: async () => memoryStorage(null),
  });
  return {
    request: (name, payload) => handlers[name](payload),
    on(name, listener) {
      const own = listeners.get(name) ?? new Set();
      listeners.set(name, own.add(listener));
      return () => own.delete(listener);
    },
    onCrash: () => () => undefined,
  };
}

/** What the engine asks of the page around it: no threads, and its kernels from the disk. */
function pretendPage() {
  Object.defineProperty(globalThis, 'navigator', { value: { hardwareConcurrency: 1 }, configurable: true });
  globalThis.crossOriginIsolated = false;
  globalThis.fetch = async (url) => new Response(readFileSync(join(root, String(url).replace(/\?.*$/, ''))));
}

function progress() {
  let shownAt = Date.now();
  return ({ status }) => {
    if (Date.now() - shownAt < 10_000) return;
    shownAt = Date.now();
    console.log(status.members.map(({ id, step, totalSteps }) => `${id} ${step}/${totalSteps}`).join(' · '));
  };
}
