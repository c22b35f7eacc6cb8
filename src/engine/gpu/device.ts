/**
 * Our own GPU device. TensorFlow.js would request one without subgroups, f16 or more than eight storage buffers, and
 * would watch neither for validation errors nor for a lost device; so we request it, watch it, and hand it over.
 */
import { TrimtabError } from '../../domain/core/errors.ts';
import * as tf from '../tf.ts';
import type { AdapterFacts } from './adapter.ts';
import { RangeBackend } from './tfjsBackend.ts';

export interface GpuDevice {
  readonly device: GPUDevice;
  readonly backend: RangeBackend;
  readonly features: readonly string[];
  readonly lost: Promise<string>;
  /** Throws the first error that the device has reported since the last call. By themselves they throw nothing. */
  readonly check: () => void;
}

const wantedFeatures: readonly GPUFeatureName[] = ['timestamp-query', 'shader-f16', 'subgroups'];

const wantedLimits = [
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

export async function openDevice({ adapter }: AdapterFacts): Promise<GpuDevice> {
  const features = wantedFeatures.filter((feature) => adapter.features.has(feature));
  const requiredLimits = Object.fromEntries(wantedLimits.map((limit) => [limit, adapter.limits[limit]]));
  const device = await adapter.requestDevice({ requiredFeatures: features, requiredLimits });
  let reported: GPUError | null = null;
  device.addEventListener('uncapturederror', ({ error }) => (reported ??= error));
  tf.removeBackend('webgpu');
  const backend = new RangeBackend(device, adapter.info);
  tf.registerBackend('webgpu', () => backend, 10);
  await tf.setBackend('webgpu');
  return {
    device,
    backend,
    features,
    lost: device.lost.then(({ message, reason }) => message || reason),
    check() {
      const error = reported;
      reported = null;
      if (!error) return;
      const { message } = error;
      if (error instanceof GPUOutOfMemoryError) throw new TrimtabError('out-of-memory', { reason: message });
      throw new TrimtabError('gpu-invalid', { message });
    },
  };
}
