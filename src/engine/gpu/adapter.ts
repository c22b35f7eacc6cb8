/** Looks for a GPU adapter, before anything large is loaded. */

/** Names under which software rasterisers present themselves. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

export interface AdapterFacts {
  readonly adapter: GPUAdapter;
  readonly name: string;
  readonly software: boolean;
}

/** The size of all subgroups on a device with these features; null where they differ, or are not to be had. */
export function subgroupLanes({ subgroupMinSize, subgroupMaxSize }: GPUAdapterInfo, subgroups: boolean): number | null {
  return subgroups && subgroupMinSize !== undefined && subgroupMinSize === subgroupMaxSize ? subgroupMinSize : null;
}

/** The adapter that the browser prefers, or null if WebGPU is missing or offers none. */
export async function findAdapter(): Promise<AdapterFacts | null> {
  // `gpu` is missing where the browser has no WebGPU, whatever the type says.
  const gpu = (navigator as { gpu?: GPU }).gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { vendor, architecture, device, description } = adapter.info;
  const name = [vendor, architecture, device, description].filter(Boolean).join(' ') || 'WebGPU';
  const fallback = (adapter.info as { isFallbackAdapter?: boolean }).isFallbackAdapter === true;
  return { adapter, name, software: fallback || softwareNames.test(name) };
}
