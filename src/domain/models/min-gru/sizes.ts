/** What the forward pass and the decoder of minGRU have to agree on. */

export const normEpsilon = 1e-5;

/** F, between the two products of the feed-forward part. */
export const innerWidth = (width: number): number => 4 * width;
