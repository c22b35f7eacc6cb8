/** The backends that the engine tests run on, each started once: a GPU device and its pipelines are costly. */
import { startEngine, type Engine } from '../../src/engine/backend/startEngine.ts';
import * as tf from '../../src/engine/tf.ts';
import type { BackendId } from '../../src/protocol/protocol.ts';

export const backends: readonly BackendId[] = ['cpu', 'wasm', 'webgpu'];

const started = new Map<BackendId, Promise<Engine>>();

/** The backend is a global setting of TensorFlow.js: call this at the start of every test that computes. */
export async function engineOn(backend: BackendId): Promise<Engine> {
  const engine = started.get(backend) ?? startEngine(backend);
  started.set(backend, engine);
  const result = await engine;
  await tf.setBackend(backend);
  return result;
}
