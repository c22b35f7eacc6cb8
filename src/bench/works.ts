/** The models whose training step is measured: those of `npm run bench`, under the same names. */

export interface Work {
  readonly id: string;
  readonly architecture: 'transformer' | 'lstm';
  readonly layers: number;
  readonly width: number;
  /** Null where the architecture has none. */
  readonly heads: number | null;
  readonly time: number;
  readonly vocabulary: number;
  readonly batch: number;
}

export const works: readonly Work[] = [
  { id: 'step-2-64', architecture: 'transformer', layers: 2, width: 64, heads: 4, time: 64, vocabulary: 65, batch: 8 },
  {
    id: 'step-4-128',
    architecture: 'transformer',
    layers: 4,
    width: 128,
    heads: 4,
    time: 64,
    vocabulary: 65,
    batch: 12,
  },
  {
    id: 'step-6-256',
    architecture: 'transformer',
    layers: 6,
    width: 256,
    heads: 8,
    time: 128,
    vocabulary: 512,
    batch: 4,
  },
  { id: 'lstm-2-128', architecture: 'lstm', layers: 2, width: 128, heads: null, time: 64, vocabulary: 65, batch: 12 },
];
