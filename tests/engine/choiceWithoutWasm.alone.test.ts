/** The automatic choice where WASM has no memory, or none for several threads: what is left is told in the reason. */
import { afterEach, expect, test } from 'vitest';
import { fasterOf } from '../../src/engine/backend/fasterOf.ts';
import { startEngine } from '../../src/engine/backend/startEngine.ts';
import { findAdapter, type AdapterFacts } from '../../src/engine/gpu/adapter.ts';
import * as tf from '../../src/engine/tf.ts';

const { Memory } = WebAssembly;

afterEach(() => {
  WebAssembly.Memory = Memory;
});

function refuseMemory(refused: (descriptor: WebAssembly.MemoryDescriptor) => boolean): void {
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      if (refused(descriptor)) throw new RangeError('no memory today');
      super(descriptor);
    }
  };
}

/** The adapter of the tests under the name of a GPU. */
async function gpu(): Promise<AdapterFacts> {
  const facts = await findAdapter();
  if (!facts) throw new Error('WebGPU has no adapter here');
  return { ...facts, name: 'Some GPU', software: false };
}

const broken = {
  adapter: {
    features: new Set<string>(),
    limits: {},
    requestDevice: () => Promise.reject(new Error('no device today')),
  } as unknown as GPUAdapter,
  name: 'Broken GPU',
  software: false,
};

test('a GPU is taken untimed where WASM does not start', async () => {
  refuseMemory(() => true);
  const engine = await fasterOf(await gpu());
  expect(engine.status.backend).toBe('webgpu');
  expect(engine.status.reason.en).toMatch(/^WASM could not be started \(no memory today\)\. .*Some GPU.*without/);
  expect(engine.status.reason.zh).toMatch(/^WASM 无法启动（no memory today）。.*不经计时.*Some GPU/);
  expect(engine.gpu?.counts().dispatches).toBe(0);
  expect(Object.keys(tf.engine().registry)).toEqual(['webgpu']);
  engine.gpu?.destroy();
});

test('without either, plain JavaScript is left, and both failures are told', async () => {
  refuseMemory(() => true);
  const engine = await fasterOf(broken);
  expect(engine.status.backend).toBe('cpu');
  expect(engine.status.reason.en).toMatch(
    /Broken GPU.*no device today.*WASM could not be started \(no memory today\)\./,
  );
  expect(engine.status.reason.zh).toMatch(/Broken GPU.*no device today.*WASM 无法启动（no memory today）。/);
});

test('without a GPU in hardware, why it is not WASM either is told', async () => {
  refuseMemory(() => true);
  const { status } = await startEngine('auto');
  expect(status.backend).toBe('cpu');
  expect(status.reason.en).toMatch(/emulated in software.*WASM could not be started \(no memory today\)\.$/);
});

test('that WASM runs on one thread is still told after it was compared with a GPU, and after a GPU that failed', async () => {
  refuseMemory(({ shared = false }) => shared);
  const compared = await fasterOf(await gpu());
  expect(compared.status).toMatchObject({ backend: 'wasm', threads: 1 });
  expect(compared.status.reason.en).toMatch(/Some GPU.*WASM.* It runs on one thread, because/);
  expect(compared.status.reason.zh).toMatch(/Some GPU.*WASM.*只使用一个线程。$/);
  const alone = await fasterOf(broken);
  expect(alone.status.reason.en).toMatch(/Broken GPU.*no device today.* It runs on one thread, because/);
});
