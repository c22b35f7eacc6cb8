/**
 * Our own GPU device. TensorFlow.js would request one without subgroups, f16 or more than eight storage buffers, and
 * would watch neither for validation errors nor for a lost device; so we request it, watch it, and hand it over.
 */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../tf.ts';
import type { AdapterFacts } from './adapter.ts';

export interface GpuDevice {
  readonly device: GPUDevice;
  readonly backend: WebGPUBackend;
  readonly adapterName: string;
  readonly software: boolean;
  readonly features: readonly string[];
  readonly lost: Promise<string>;
  /** Validation errors since the last call. They throw nothing by themselves and silently void results. */
  takeErrors(): readonly string[];
}

const wantedFeatures: readonly GPUFeatureName[] = ['timestamp-query', 'shader-f16', 'subgroups' as GPUFeatureName];

const wantedLimits = [
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

export async function openDevice({ adapter, name, software }: AdapterFacts): Promise<GpuDevice> {
  const features = wantedFeatures.filter((feature) => adapter.features.has(feature));
  const requiredLimits = Object.fromEntries(wantedLimits.map((limit) => [limit, adapter.limits[limit]]));
  const device = await adapter.requestDevice({ requiredFeatures: features, requiredLimits });
  let errors: string[] = [];
  device.addEventListener('uncapturederror', (event) => errors.push(event.error.message));
  tf.removeBackend('webgpu');
  const backend = new WebGPUBackend(device, adapter.info);
  tf.registerBackend('webgpu', () => backend, 10);
  await tf.setBackend('webgpu');
  return {
    device,
    backend,
    adapterName: name,
    software,
    features,
    lost: device.lost.then(({ message, reason }) => message || reason),
    takeErrors() {
      const taken = errors;
      errors = [];
      return taken;
    },
  };
}
