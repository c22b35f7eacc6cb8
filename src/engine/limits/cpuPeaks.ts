/** What plain JavaScript can do at most: the library's own product of small matrices, and a copy of large arrays. */
import type { MachinePeaks } from '../../domain/limits/roofline.ts';
import * as tf from '../tf.ts';
import { secondsPerUnit } from './perUnit.ts';

const side = 64;
const copiedValues = 8 * 2 ** 20;

async function flopsPerSecond(): Promise<number> {
  const [a, b] = [tf.ones([side, side]), tf.ones([side, side])];
  const perProduct = await secondsPerUnit(async (units) => {
    const startedAt = performance.now();
    for (let i = 0; i < units; i++) tf.matMul(a, b).dispose();
    return performance.now() - startedAt;
  }, 1);
  tf.dispose([a, b]);
  return (2 * side ** 3) / perProduct;
}

async function bytesPerSecond(): Promise<number> {
  const from = new Float32Array(copiedValues).fill(1);
  const to = new Float32Array(copiedValues);
  const perCopy = await secondsPerUnit(async (units) => {
    const startedAt = performance.now();
    for (let i = 0; i < units; i++) to.set(from);
    return performance.now() - startedAt;
  }, 1);
  return (from.byteLength + to.byteLength) / perCopy;
}

/** Calls are not measured: none are counted here. */
export async function measureCpu(): Promise<MachinePeaks> {
  return {
    flopsPerSecond: await flopsPerSecond(),
    bytesPerSecond: await bytesPerSecond(),
    secondsPerDispatch: null,
  };
}
