/** How a person writes a hidden token, and how tokenizer.json names it, as BERT's does. */
export const maskText = '[MASK]';
