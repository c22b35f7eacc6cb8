/** How a matrix can lie there to be multiplied with, f32 first; `w8a8`: its inputs are rounded to bytes before. */
export const productWays = ['f32', 'int8', 'w8a8', 'int4', 'nf4', 'int2', 'ternary', 'sparse', 'low-rank'] as const;
export type ProductWay = (typeof productWays)[number];
