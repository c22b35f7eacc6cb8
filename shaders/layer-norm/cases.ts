/** One row, widths that are no multiple of four, more rows than a workgroup or than shares. */
import type { LayerNormShape } from './kernel.ts';

const shapes = [
  { rows: 1, width: 3, epsilon: 1e-5 },
  { rows: 33, width: 13, epsilon: 1e-5 },
  { rows: 130, width: 64, epsilon: 1e-5 },
  { rows: 7, width: 260, epsilon: 1e-3 },
  { rows: 65, width: 65, epsilon: 1e-5 },
];

export const layerNormCases: readonly LayerNormShape[] = (['layer', 'rms'] as const).flatMap((kind) =>
  shapes.map((shape) => ({ kind, ...shape })),
);
