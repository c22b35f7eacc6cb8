/** The two readings of a cross-entropy loss; definitions as in Jurafsky & Martin, chapter 3. */

/** The number of equally likely tokens that would be as hard to guess. */
export const perplexity = (lossNats: number): number => Math.exp(lossNats);

/** Bits needed for a byte of text: comparable between tokenizers, as perplexity is not. */
export const bitsPerByte = (lossNats: number, bytesPerToken: number): number => lossNats / (Math.LN2 * bytesPerToken);

/** Loss of guessing uniformly among V tokens, ln V. */
export const uniformLossNats = (vocabulary: number): number => Math.log(vocabulary);
