/** Proper names, the same in every language. */
export const backendNames = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' } as const;
