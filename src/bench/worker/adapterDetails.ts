/** What WebGPU says of the adapter, for whoever reads the figures later. */
import { findAdapter } from '../../engine/gpu/adapter.ts';
import type { AdapterDetails } from '../contract.ts';

const toldInfo = ['vendor', 'architecture', 'device', 'description', 'subgroupMinSize', 'subgroupMaxSize'] as const;
const toldLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
] as const;

export async function adapterDetails(): Promise<AdapterDetails | null> {
  const { adapter } = (await findAdapter()) ?? {};
  if (!adapter) return null;
  const told = (value: unknown): value is string | number => typeof value === 'number' || Boolean(value);
  return {
    info: Object.fromEntries(
      toldInfo
        .map((name) => [name, adapter.info[name]])
        .filter((entry): entry is [string, string | number] => told(entry[1])),
    ),
    features: [...adapter.features].toSorted(),
    limits: Object.fromEntries(toldLimits.map((name) => [name, adapter.limits[name]])),
  };
}
