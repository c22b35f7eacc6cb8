/**
 * WebGPU in Node: Dawn on lavapipe, a driver that runs on every processor and has what Chromium's software adapter lacks,
 * such as half precision. Dawn comes with the engines of the benchmark (`npm run bench -- --native`), since it is large.
 */
import { driverEnvironment } from '../../benchmarks/native/drivers.mjs';
import { installedVersion } from '../../benchmarks/installEngines.mjs';

/** Why there is none here; null where there is. */
export const missing: string | null = await start();

async function start(): Promise<string | null> {
  if (installedVersion('webgpu') === undefined) {
    return 'needs the package webgpu, which "npm run bench -- --native --driver lavapipe" installs';
  }
  try {
    // Before Dawn is loaded, which looks for drivers at once.
    Object.assign(process.env, driverEnvironment('lavapipe'));
    await import('../../benchmarks/engines/dawn.mjs');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) return 'Vulkan finds no driver that Dawn can use';
  return adapter.features.has('shader-f16') ? null : 'the driver has no shader-f16';
}

if (missing !== null) console.warn(`Nothing is tested on Dawn: ${missing}.`);
