/** How a matrix can lie there to be multiplied with, f32 first. */
export const productWays = ['f32', 'int8', 'int4', 'nf4', 'int2', 'ternary', 'sparse', 'low-rank'] as const;
export type ProductWay = (typeof productWays)[number];
