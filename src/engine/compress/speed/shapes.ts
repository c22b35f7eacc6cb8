/** The matrices of a model by shape: those of one shape take the same time. */
import type { CompressedModel } from '../../../domain/compression/recipe/compress.ts';
import { resolve } from '../../../domain/config/resolve.ts';
import { productsOf } from '../../../domain/models/products.ts';
import type { TrainingSession } from '../../train/trainingSession.ts';
import { halfRank } from './made.ts';
import type { ShapeToTime } from './measureSpeed.ts';

/** @param variant whose ranks are taken where it has matrices of low rank */
export function shapesToTime(
  { config, data, tensors }: TrainingSession,
  variant: CompressedModel | null,
): readonly ShapeToTime[] {
  const { definition, settings } = resolve(config).model;
  const products = productsOf(definition, settings, data.tokenizer.size);
  const ranks = new Map(
    (variant ?? []).flatMap(({ spec, encoding }) =>
      encoding.kind === 'product' ? [[spec.name, encoding.right.rows] as const] : [],
    ),
  );
  const byShape = new Map<string, ShapeToTime>();
  for (const { name, shape } of tensors) {
    const product = products.find((other) => other.name === name);
    if (!product) continue;
    const [first = 0, second = 0] = shape;
    const size = product.inputsFirst ? { inputs: first, outputs: second } : { inputs: second, outputs: first };
    const key = `${size.outputs} ${size.inputs}`;
    const known = byShape.get(key);
    byShape.set(key, {
      ...size,
      names: [...(known?.names ?? []), name],
      // Where matrices of a shape differ in rank, that of the first.
      rank: known?.rank ?? ranks.get(name) ?? halfRank(size),
    });
  }
  return [...byShape.values()];
}
