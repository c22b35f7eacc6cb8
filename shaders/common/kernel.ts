/**
 * A compute kernel as the engine sees it: the complete WGSL text for a shape, the buffers it binds in order, and the
 * grid. Only what must be a compile-time constant (head size, vocabulary) is part of the text; lengths are asked of the
 * bound ranges with `arrayLength`, so that one pipeline serves every tensor size. Bind exactly the range of a tensor.
 */

export type Access = 'read' | 'read_write';
export type ElementType = 'f32' | 'i32' | 'u32';
export type Grid = readonly [x: number, y: number, z: number];

export interface BufferBinding<Shape> {
  /** The name of the variable in WGSL. */
  readonly name: string;
  readonly access: Access;
  readonly type: ElementType;
  /** Scalars in the bound range. */
  readonly length: (shape: Shape) => number;
}

/** Entry point `main`, bind group 0; binding numbers are positions in `bindings`. */
export interface Kernel<Shape> {
  readonly id: string;
  readonly bindings: readonly BufferBinding<Shape>[];
  /** Equal texts may share a pipeline. */
  readonly code: (shape: Shape) => string;
  readonly grid: (shape: Shape) => Grid;
}

/** Shorthand for a binding of 32-bit floats. */
export function floats<Shape>(name: string, access: Access, length: (shape: Shape) => number): BufferBinding<Shape> {
  return { name, access, type: 'f32', length };
}

/** WGSL constants, unsigned. */
export function constants(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `const ${name} = ${value}u;\n`)
    .join('');
}

const maxGroupsPerDimension = 65535;

/** Workgroups for `items` invocations in one line, folded into rows where a dimension would be too long. */
export function linearGrid(items: number, workgroupSize: number): Grid {
  const groups = Math.max(1, Math.ceil(items / workgroupSize));
  const rows = Math.ceil(groups / maxGroupsPerDimension);
  return [Math.ceil(groups / rows), rows, 1];
}
