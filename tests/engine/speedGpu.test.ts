/** Timings of products by the clock of a device: every way, no more than has passed, and what it refuses blames nobody else. */
import { describe, expect, test } from 'vitest';
import { productWays } from '../../src/domain/compression/productWays.ts';
import { gpuClock } from '../../src/engine/compress/speed/clocks.ts';
import { madeProducts } from '../../src/engine/compress/speed/made.ts';
import { measureSpeed } from '../../src/engine/compress/speed/measureSpeed.ts';
import { openDevice } from '../kernels/harness.ts';
import { engineOn } from './engines.ts';

const size = { inputs: 64, outputs: 48 };
const products = [...madeProducts(size, 8)];
const machineOf = (device: GPUDevice) => ({ device, software: true, subgroups: false });

describe('the clock', () => {
  test.each(products)('of $way: what so many products took all together is no more than has passed', async (made) => {
    const timed = await gpuClock(machineOf(await openDevice()))(made);
    try {
      await timed.time(1);
      const repeats = 200;
      const startedAt = performance.now();
      const ms = await timed.time(repeats);
      const passed = performance.now() - startedAt;
      expect(ms).toBeGreaterThan(0);
      // Devices round their clocks, browsers to a tenth of a millisecond.
      expect(repeats * ms).toBeLessThan(passed + 0.2);
    } finally {
      timed.close();
    }
  });

  test('kernels that the device refuses are told, and leave no error to others', async () => {
    const adapter = await navigator.gpu.requestAdapter();
    // Without the feature that these kernels ask for.
    const device = await adapter?.requestDevice();
    const [made] = products;
    if (!made || !device) throw new Error('there is no product or no device');
    device.pushErrorScope('validation');
    await expect(gpuClock({ device, software: false, subgroups: true })(made)).rejects.toThrow(
      /Invalid ShaderModule "dense-gemv/i,
    );
    expect(await device.popErrorScope()).toBeNull();
    device.destroy();
  });
});

test('a report of the device has every way of every shape', async () => {
  const engine = await engineOn('webgpu');
  const report = await measureSpeed({ engine, shapes: [{ ...size, names: ['a'], rank: 8 }], pause: async () => false });
  expect(report).toMatchObject({
    machine: 'webgpu',
    software: engine.status.software,
    shapes: [{ ...size, names: ['a'] }],
  });
  const [shape] = report?.shapes ?? [];
  expect(shape?.times.map(({ way }) => way)).toEqual(productWays);
  for (const { way, ms } of shape?.times ?? []) expect(ms, way).toBeGreaterThan(0);
});
