/** Lengths of the tensors that are summed together: single elements, cut slots, more elements than partial sums. */
export const gradNormCases: readonly (readonly number[])[] = [[1], [2049, 1, 64, 65], [70001, 128], [1100000]];
