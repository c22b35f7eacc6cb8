/** A kernel with its shape filled in: all that is needed to run it, but for the buffers behind the names. */
import type { BufferBinding, Grid, Kernel } from './kernel.ts';

export interface Dispatch {
  readonly id: string;
  readonly code: string;
  readonly grid: Grid;
  /** In the order of their binding numbers. */
  readonly bindings: readonly (Pick<BufferBinding<unknown>, 'name' | 'access' | 'type'> & {
    readonly buffer: string;
    readonly size: number;
  })[];
}

/** `buffers` says which buffer stands behind a binding where the names differ. */
export function dispatch<Shape>(
  kernel: Kernel<Shape>,
  shape: Shape,
  buffers: Readonly<Record<string, string>> = {},
): Dispatch {
  const bindings = kernel.bindings.map(({ name, access, type, length }) => ({
    name,
    access,
    type,
    buffer: buffers[name] ?? name,
    size: length(shape),
  }));
  return { id: kernel.id, code: kernel.code(shape), grid: kernel.grid(shape), bindings };
}
