/** Figures of repeated measurements. */

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** How a row tells of the same measurement in several rounds. @param {number[]} milliseconds */
export const spread = (milliseconds) => ({
  medianMs: rounded(median(milliseconds)),
  minMs: rounded(Math.min(...milliseconds)),
  maxMs: rounded(Math.max(...milliseconds)),
  runs: milliseconds.length,
});

/** On a fast GPU a single kernel takes microseconds. */
const rounded = (ms) => Number(ms.toFixed(ms < 1 ? 5 : 2));
