/** What variants are timed on. */
import type { AttentionShape } from '../../shaders/flash-attention/kernel.ts';
import type { LayerNormShape } from '../../shaders/layer-norm/kernel.ts';
import type { LinearShape } from '../../shaders/linear/backward.ts';
import type { Layout, ProductShape } from '../../shaders/linear/kernel.ts';

export interface ProductWork {
  readonly layout: Layout;
  readonly bias: boolean;
  readonly shape: ProductShape;
}

const cube = (size: number): ProductShape => ({ rows: size, columns: size, inner: size });
const work = (layout: Layout, shape: ProductShape): ProductWork => ({ layout, bias: false, shape });

const model = (rows: number, width: number): readonly ProductWork[] => [
  { layout: 'NN', bias: true, shape: { rows, columns: 4 * width, inner: width } },
  { layout: 'NN', bias: true, shape: { rows, columns: width, inner: 4 * width } },
];

export const smallProducts: readonly ProductWork[] = [
  work('NN', cube(512)),
  work('NT', cube(512)),
  work('TN', cube(512)),
  ...model(512, 64),
  ...model(768, 128),
];

export const largeProducts: readonly ProductWork[] = [
  work('NN', cube(2048)),
  work('NT', cube(2048)),
  work('TN', cube(2048)),
  ...model(2048, 128),
  ...model(2048, 256),
  ...model(8192, 256),
  ...model(8192, 384),
  // The output head, whose rows are no multiple of four long, and the gradient of its table.
  work('NT', { rows: 2048, columns: 65, inner: 128 }),
  work('TN', { rows: 65, columns: 128, inner: 8192 }),
];

const layer = (rows: number, width: number): readonly LinearShape[] => [
  { rows, inputs: width, outputs: 4 * width },
  { rows, inputs: width, outputs: width },
];

export const smallLayers: readonly LinearShape[] = [...layer(512, 64), ...layer(768, 128)];
export const largeLayers: readonly LinearShape[] = [...layer(2048, 128), ...layer(8192, 256), ...layer(8192, 384)];

const norm = (rows: number, width: number): LayerNormShape => ({
  kind: 'layer',
  rows,
  width,
  epsilon: 1e-5,
});

export const smallNorms: readonly LayerNormShape[] = [norm(512, 64), norm(768, 128)];
export const largeNorms: readonly LayerNormShape[] = [norm(2048, 128), norm(8192, 256), norm(8192, 384)];

const heads = (batch: number, time: number, count: number, headWidth: number): AttentionShape => ({
  batch,
  time,
  heads: count,
  headWidth,
});

export const smallAttentions: readonly AttentionShape[] = [heads(8, 64, 4, 16), heads(12, 64, 4, 32)];
export const largeAttentions: readonly AttentionShape[] = [
  heads(16, 128, 4, 32),
  heads(32, 256, 8, 32),
  heads(32, 256, 6, 64),
  heads(8, 1024, 6, 64),
];
