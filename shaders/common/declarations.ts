/** WGSL declarations of a kernel's bindings, in their order. */
import type { BufferBinding } from './kernel.ts';

/** @param types of variables that are no plain arrays of their scalars, by name @param first number of a binding */
export const declarations = <Shape>(
  bindings: readonly BufferBinding<Shape>[],
  types: Readonly<Record<string, string>> = {},
  first = 0,
): string =>
  bindings
    .map(({ name, access, type }, i) => {
      const declared = types[name] ?? `array<${type}>`;
      return `@group(0) @binding(${first + i}) var<storage, ${access}> ${name}: ${declared};\n`;
    })
    .join('');
