/**
 * Makes this process look like a worker with WebGPU. Engines look for these globals while they are being imported, so this
 * comes before all of them.
 */
import { create, globals } from 'webgpu';

const options = [
  'backend=vulkan',
  // Else timestamps are multiples of 65 microseconds, which is longer than most kernels.
  'disable-dawn-features=timestamp_quantization',
  'enable-dawn-features=vulkan_enable_f16_on_nvidia',
];

Object.assign(globalThis, globals);

/** TensorFlow.js takes a process for Node unless it finds this, and would then ask for `require`. */
globalThis.WorkerGlobalScope = Object;

globalThis.self = globalThis;
globalThis.crossOriginIsolated = false;

// Dawn lives as long as something refers to what `create` returned.
Object.defineProperty(globalThis, 'navigator', {
  value: { gpu: create(options), hardwareConcurrency: 1, userAgent: 'Node', language: 'en' },
  configurable: true,
});

globalThis.addEventListener = (type, listener) => {
  if (type === 'message') process.on('message', (data) => listener({ data }));
};
globalThis.postMessage = (data) => process.send?.(data);

/**
 * While an answer of the device is awaited, Dawn's binding asks for it at every `setImmediate`, without a pause: a processor
 * less for drivers that compute on processors, whichever engine waits. They are asked once a millisecond instead; where a
 * step takes no longer than that, the pause would show.
 */
export function askSoftwareSeldom() {
  globalThis.setImmediate = (callback, ...args) => setTimeout(() => callback(...args), 1);
}
