/** Starts the backends that the engine tests run on, each once. */
import { startEngine, type Engine } from '../../src/engine/backend/startEngine.ts';
import type { BackendId } from '../../src/protocol/protocol.ts';

export const backends: readonly BackendId[] = ['cpu', 'wasm', 'webgpu'];

/** The backend is a global setting of TensorFlow.js: call this at the start of every test that computes. */
export const engineOn = (backend: BackendId): Promise<Engine> => startEngine(backend);
