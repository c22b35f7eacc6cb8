/** The backends that the engine tests run on, each started once: a GPU device and its pipelines are costly. */
import type { Engine } from '../../src/engine/backend/engine.ts';
import { startEngine } from '../../src/engine/backend/startEngine.ts';
import * as tf from '../../src/engine/tf.ts';
import type { BackendId } from '../../src/protocol/protocol.ts';

export const backends: readonly BackendId[] = ['cpu', 'wasm', 'webgpu'];

const started = new Map<BackendId, { readonly engine: Engine; readonly backend: unknown }>();

/** The backend is a global setting of TensorFlow.js: call this at the start of every test that computes. */
export async function engineOn(id: BackendId): Promise<Engine> {
  const known = started.get(id);
  // Another test file may have started (and lost) a device of its own since.
  const engine = known && known.backend === tf.findBackend(id) ? known.engine : await startFor(id);
  await tf.setBackend(id);
  started.set(id, { engine, backend: tf.findBackend(id) });
  return engine;
}

/** What ends with its device is one test; the others get a new one. */
async function startFor(id: BackendId): Promise<Engine> {
  const engine = await startEngine(id);
  void engine.gpu?.lost.then(() => {
    if (started.get(id)?.engine === engine) started.delete(id);
  });
  return engine;
}
