/**
 * The unit in which kernels move numbers: four at once where every row is a multiple of four long and so begins on a
 * 16-byte boundary, else one. WGSL written for `Item` serves both.
 */

/** Numbers in an item of tensors whose rows (or whole lengths) are these. */
export const itemWidth = (...lengths: readonly number[]): 1 | 4 =>
  lengths.every((length) => length % 4 === 0) ? 4 : 1;

/** Declares `Item`, and `total` of its numbers. */
export const itemType = (width: 1 | 4): string =>
  width === 4
    ? 'alias Item = vec4f;\nfn total(x: Item) -> f32 {\n  return (x.x + x.y) + (x.z + x.w);\n}'
    : 'alias Item = f32;\nfn total(x: Item) -> f32 {\n  return x;\n}';
