/**
 * The benchmark under Dawn in Node. The package `webgpu` must be within reach of the bundle.
 * Options in the environment: ONLY and VARIANTS (regular expressions), LARGE=1, TIMING_MS, ROUNDS, OUT (a JSON file).
 */
import { writeFileSync } from 'node:fs';
import { subgroupLanes } from '../../src/engine/gpu/adapter.ts';
import { benchVariants } from './bench.ts';

interface Dawn {
  readonly create: (options: readonly string[]) => GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

const dawnPackage = 'webgpu';
const { create, globals } = (await import(dawnPackage)) as Dawn;
Object.assign(globalThis, globals);
const { env } = process;
// Kept in a variable: Dawn's binding crashes once the instance has been collected.
const gpu = create(['backend=vulkan', 'disable-dawn-features=timestamp_quantization']);
const adapter = await gpu.requestAdapter({
  powerPreference: 'high-performance',
});
if (!adapter) throw new Error('Dawn finds no adapter. Is there a Vulkan driver (VK_DRIVER_FILES)?');
console.log(adapter.info.vendor, adapter.info.device, adapter.info.description);
const wanted: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];
const { limits } = adapter;
const device = await adapter.requestDevice({
  requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
  requiredLimits: {
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxBufferSize: limits.maxBufferSize,
  },
});
device.addEventListener('uncapturederror', ({ error }) => console.error(`device: ${error.message}`));
const rows = await benchVariants(device, {
  large: env['LARGE'] === '1',
  only: new RegExp(env['ONLY'] ?? ''),
  variants: new RegExp(env['VARIANTS'] ?? ''),
  subgroups: device.features.has('subgroups'),
  lanes: subgroupLanes(adapter.info, device.features.has('subgroups')),
  timingMs: Number(env['TIMING_MS'] ?? 20),
  rounds: Number(env['ROUNDS'] ?? 1),
  print: (line) => console.log(line),
});
if (env['OUT']) writeFileSync(env['OUT'], JSON.stringify({ adapter: adapter.info.device, rows }, null, 1));
process.exit(gpu ? 0 : 1);
