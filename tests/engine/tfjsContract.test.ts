/** The private parts of TensorFlow.js 4.22.0 that `gpu/tfjsEncoder.ts` relies on; an upgrade that moves them fails here. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { expect, onTestFinished, test } from 'vitest';
import { bufferPool, storageUsage } from '../../src/engine/gpu/bufferPool.ts';
import type { RangeBackend } from '../../src/engine/gpu/tfjsBackend.ts';
import { tfjsEncoder, type TfjsEncoder } from '../../src/engine/gpu/tfjsEncoder.ts';
import * as tf from '../../src/engine/tf.ts';
import { engineOn } from './engines.ts';

/** The backend is that of the engine of all tests of the page, which goes on listening to it. */
function encoderOf(backend: RangeBackend, pool = bufferPool(backend.device, storageUsage())): TfjsEncoder {
  const { onStockKernel, onRead } = backend;
  onTestFinished(() => void Object.assign(backend, { onStockKernel, onRead }));
  return tfjsEncoder(backend, pool);
}

test('the version is the pinned one', () => {
  expect(tf.version_core).toBe('4.22.0');
});

test('the backend has the members under their names', async () => {
  await engineOn('webgpu');
  const backend = tf.backend();
  expect(backend).toBeInstanceOf(WebGPUBackend);
  for (const name of [
    'uploadToGPU',
    'makeTensorInfo',
    'ensureCommandEncoderReady',
    'endComputePassEncoder',
    'submitQueue',
  ]) {
    expect(Reflect.get(backend, name), name).toBeTypeOf('function');
  }
  expect(Reflect.get(backend, 'commandQueueOwnedIds')).toBeInstanceOf(WeakSet);
  expect(Reflect.get(backend, 'dispatchCountInPass')).toBeTypeOf('number');
});

test('a recorded dispatch runs in order with stock operations, and a written tensor is read anew', async () => {
  await engineOn('webgpu');
  const backend = tf.backend() as RangeBackend;
  const encoder = encoderOf(backend);
  const code = `
    @group(0) @binding(0) var<storage, read_write> x: array<f32>;
    @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) { x[id.x] = x[id.x] * 2.0; }`;
  const module = backend.device.createShaderModule({ code });
  const pipeline = backend.device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const x = tf.tensor1d([1, 2, 3]);
  expect([...(await x.data())]).toEqual([1, 2, 3]);
  const plusOne = tf.add(x, 1);
  const entries = [{ binding: 0, resource: { ...encoder.rangeOf(x), size: 12 } }];
  encoder.written(x);
  const bindGroup = backend.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  encoder.record({ kernel: 'double', pipeline, bindGroup, grid: [3, 1, 1] }, [x]);
  const after = tf.add(x, 1);
  expect([...(await plusOne.data())]).toEqual([2, 3, 4]);
  expect([...(await after.data())]).toEqual([3, 5, 7]);
  expect([...(await x.data())]).toEqual([2, 4, 6]);
  tf.dispose([x, plusOne, after]);
});

test('a view of a part works in stock operations, is read as itself, and leaves the whole alone', async () => {
  await engineOn('webgpu');
  const encoder = encoderOf(tf.backend() as RangeBackend);
  const whole = tf.tensor1d(Float32Array.from({ length: 128 }, (_, i) => i));
  const part = encoder.view(whole, 256, [2, 2]);
  const sum = tf.add(part, 1);
  const product = tf.matMul(part, part);
  expect([...(await sum.data())]).toEqual([65, 66, 67, 68]);
  expect([...(await product.data())]).toEqual([
    64 * 64 + 65 * 66,
    64 * 65 + 65 * 67,
    66 * 64 + 67 * 66,
    66 * 65 + 67 * 67,
  ]);
  expect([...(await part.data())]).toEqual([64, 65, 66, 67]);
  part.dispose();
  expect([...(await whole.data())].slice(62, 68)).toEqual([62, 63, 64, 65, 66, 67]);
  tf.dispose([whole, sum, product]);
});

test('memory of ours is used again as soon as no tensor holds it, and not before', async () => {
  await engineOn('webgpu');
  const backend = tf.backend() as RangeBackend;
  const pool = bufferPool(backend.device, storageUsage());
  const encoder = encoderOf(backend, pool);
  const first = encoder.allocate([70]);
  const { buffer } = encoder.rangeOf(first);
  const twin = tf.clone(first);
  first.dispose();
  const second = encoder.allocate([70]);
  expect(encoder.rangeOf(second).buffer).not.toBe(buffer);
  twin.dispose();
  const third = encoder.allocate([66]);
  expect(encoder.rangeOf(third).buffer).toBe(buffer);
  expect((await third.data()).length).toBe(66);
  expect(pool.bytes()).toBe(2 * 512);
  tf.dispose([second, third]);
  pool.dispose();
});

test('an invalid dispatch is told by check, not swallowed', async () => {
  const { gpu } = await engineOn('webgpu');
  const { device } = tf.backend() as WebGPUBackend;
  device.createBindGroup({
    layout: device.createBindGroupLayout({ entries: [] }),
    entries: [{ binding: 5, resource: { buffer: device.createBuffer({ size: 4, usage: GPUBufferUsage.STORAGE }) } }],
  });
  await device.queue.onSubmittedWorkDone();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(() => gpu?.check()).toThrow(/gpu-invalid/);
  expect(() => gpu?.check()).not.toThrow();
});
