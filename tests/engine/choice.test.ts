/** The automatic choice measures: an emulated GPU that does not say so must not win by being there. */
import { expect, test } from 'vitest';
import { fasterOf } from '../../src/engine/backend/fasterOf.ts';
import { startEngine } from '../../src/engine/backend/startEngine.ts';
import { timeStep } from '../../src/engine/backend/timeStep.ts';
import { findAdapter } from '../../src/engine/gpu/adapter.ts';
import * as tf from '../../src/engine/tf.ts';

test('an emulation under the name of a GPU loses against WASM, with the times as the reason', async () => {
  const facts = await findAdapter();
  if (!facts) throw new Error('WebGPU has no adapter here');
  const engine = await fasterOf({ ...facts, name: 'Fast GPU', software: false });
  expect(engine.status.backend).toBe('wasm');
  expect(tf.getBackend()).toBe('wasm');
  expect(engine.status.reason.en).toMatch(/Fast GPU.*WASM/);
  expect(engine.status.reason.zh).toMatch(/Fast GPU/);
  // What was chosen still works after the other has been given up.
  expect(await timeStep(engine)).toBeGreaterThan(0);
});

test('a device that fails leaves WASM, with its words as the reason', async () => {
  const broken = {
    features: new Set<string>(),
    limits: {},
    requestDevice: () => Promise.reject(new Error('no device today')),
  } as unknown as GPUAdapter;
  const engine = await fasterOf({ adapter: broken, name: 'Broken GPU', software: false });
  expect(engine.status.backend).toBe('wasm');
  expect(engine.status.reason.en).toMatch(/Broken GPU.*no device today/);
});

test('with only a software adapter the choice is WASM', async () => {
  const engine = await startEngine('auto');
  expect(engine.status.backend).toBe('wasm');
});
