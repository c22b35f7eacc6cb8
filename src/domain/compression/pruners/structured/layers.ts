/** Taking whole layers out: tensors are named after their layer, and those behind a gap move up. */

/**
 * @param prefix what stands before the number of a layer, such as `transformer.h.`.
 * @param kept 1 for each layer that stays.
 */
export function keepLayers<T>(
  tensors: Readonly<Record<string, T>>,
  prefix: string,
  kept: Uint8Array,
): Readonly<Record<string, T>> {
  const entries = Object.entries(tensors).flatMap(([name, tensor]) => {
    const [, number, rest = ''] = (name.startsWith(prefix) && /^(\d+)(\..*)$/.exec(name.slice(prefix.length))) || [];
    if (number === undefined) return [[name, tensor] as const];
    const layer = Number(number);
    if (kept[layer] !== 1) return [];
    const before = kept.subarray(0, layer).reduce((sum, stays) => sum + stays, 0);
    return [[`${prefix}${before}${rest}`, tensor] as const];
  });
  return Object.fromEntries(entries);
}
