/** Compressed matrices as the engine holds them on the device, against decoding, then multiplying. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linearReference } from '../../shaders/dense-gemv/reference.ts';
import { decode } from '../../src/domain/compression/encodings/index.ts';
import { unpackPlaces } from '../../src/domain/compression/pruners/packSparse.ts';
import { gpuMatrix, gpuSparseMatrix, type GpuMachine, type GpuMatrix } from '../../src/engine/compress/executionGpu.ts';
import { executable, executableSparse } from '../../src/engine/compress/executionLayout.ts';
import { findAdapter, subgroupLanes } from '../../src/engine/gpu/adapter.ts';
import { bufferPool, stagingUsage, storageUsage } from '../../src/engine/gpu/bufferPool.ts';
import { openDevice, type GpuDevice } from '../../src/engine/gpu/device.ts';
import { kernelRunner } from '../../src/engine/gpu/kernelRunner.ts';
import { tfjsEncoder } from '../../src/engine/gpu/tfjsEncoder.ts';
import { gpuPeaks } from '../../src/engine/limits/gpuPeaks.ts';
import { kernelChoice } from '../../src/engine/gpu/tuning/kernelChoice.ts';
import * as tf from '../../src/engine/tf.ts';
import { madeInteger, madeSparse, twoOfFour } from './encoded.ts';
import { normal, relativeError } from './numbers.ts';

let opened: GpuDevice;
let machine: GpuMachine;

beforeAll(async () => {
  const facts = await findAdapter();
  if (!facts) throw new Error('WebGPU has no adapter here');
  opened = await openDevice(facts);
  const { device, backend, features } = opened;
  backend.staging = bufferPool(device, stagingUsage());
  const encoder = tfjsEncoder(backend, bufferPool(device, storageUsage()));
  const { name, software, adapter } = facts;
  const subgroups = features.includes('subgroups');
  const kind = { name, software, subgroups, lanes: subgroupLanes(adapter.info, subgroups), half: false };
  const kernels = kernelChoice({ device, kind, storage: null, peaks: gpuPeaks(device, facts.software) });
  machine = { device, runner: kernelRunner(device, encoder), encoder, kernels, ...kind };
});

afterAll(() => opened.device.destroy());

async function check(matrix: GpuMatrix, weight: Float32Array, inputs: number, hasBias: boolean): Promise<void> {
  const bias = hasBias ? normal(weight.length / inputs, 121) : null;
  // One row and several, one after another from the same arrays.
  for (const rows of [1, 3]) {
    const values = normal(rows * inputs, 122);
    const x = tf.tensor2d(values, [rows, inputs]);
    const biasTensor = bias && tf.tensor1d(bias);
    const y = matrix.multiply(x, biasTensor);
    const expected = linearReference(values, weight, inputs, bias);
    expect(y.shape).toEqual([rows, weight.length / inputs]);
    expect(relativeError(await y.data<'float32'>(), expected)).toBeLessThan(1e-5);
    tf.dispose(biasTensor ? [x, y, biasTensor] : [x, y]);
  }
  opened.check();
}

test.each([false, true])('four bits, with a bias: %s', async (hasBias) => {
  const encoding = madeInteger({ rows: 9, columns: 64, group: 32 }, 4, { zeroPoints: true });
  const packed = executable(encoding);
  if (!packed) throw new Error('no kernel for it');
  const before = tf.memory().numTensors;
  const matrix = gpuMatrix(machine, packed);
  // Codes, 18 scales and zero points in pairs, and what the matrix measures.
  expect(matrix.bytes).toBe((9 * 64) / 2 + 2 * 36 + 24);
  await check(matrix, decode(encoding), 64, hasBias);
  matrix.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('2:4 sparse', async () => {
  const shape = { rows: 1, inputs: 36, outputs: 6 };
  const packed = madeSparse(shape);
  const matrix = gpuSparseMatrix(machine, shape, executableSparse(packed));
  await check(matrix, unpackPlaces(packed, twoOfFour, 36 * 6).values, 36, false);
  matrix.dispose();
});
