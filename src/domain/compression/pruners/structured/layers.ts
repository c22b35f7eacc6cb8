/** Taking whole layers out: tensors are named after their layer, and those behind a gap move up. */
import { layeredName } from './layeredName.ts';

/**
 * @param pattern of the tensors' names, as `layeredName` wants it.
 * @param kept 1 for each layer that stays.
 */
export function keepLayers<T>(
  tensors: Readonly<Record<string, T>>,
  pattern: RegExp,
  kept: Uint8Array,
): Readonly<Record<string, T>> {
  const entries = Object.entries(tensors).flatMap(([name, tensor]) => {
    const parts = layeredName(name, pattern);
    if (parts === null) return [[name, tensor] as const];
    if (kept[parts.layer] !== 1) return [];
    const before = kept.subarray(0, parts.layer).reduce((sum, stays) => sum + stays, 0);
    return [[parts.at(before), tensor] as const];
  });
  return Object.fromEntries(entries);
}
