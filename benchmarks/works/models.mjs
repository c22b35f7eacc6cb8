/** The GPTs that are measured. */

const gpt = (layers, width, heads, time, vocabulary, batch) => ({ layers, width, heads, time, vocabulary, batch });

/** @type {Record<string, import('./engines.mjs').StepShape>} */
export const gpts = {
  '2-64': gpt(2, 64, 4, 64, 65, 8),
  '4-128': gpt(4, 128, 4, 64, 65, 12),
  '6-256': gpt(6, 256, 8, 128, 512, 4),
};
