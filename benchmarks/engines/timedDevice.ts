/** A device for what is timed by its own clock, with all that kernels may use. */
export async function openTimedDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter?.features.has('timestamp-query')) throw new Error('the adapter has no timestamps');
  const wanted: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  return adapter.requestDevice({
    requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
    requiredLimits: { maxStorageBufferBindingSize, maxBufferSize },
  });
}
