/**
 * What a decoder multiplies with. A weight is plain numbers in the layout of the model, or a matrix that multiplies itself
 * from the form in which it is kept, such as a packed one; a decoder asks for y = W x and does not care which.
 */
import { affine, rowProducts } from '../vector.ts';
import type { Weights } from '../contract.ts';
import { weight } from '../initialize.ts';

/** W [O, I]. Not to be called by two at a time: it may have scratch space of its own. */
export interface DecodingLayer {
  /** y [O] = W x (+ bias); x [I]. */
  multiply(x: Float32Array, bias: Float32Array | null, y: Float32Array): void;
}

/** One whose rows are looked up too, as those of an embedding are. */
export interface DecodingTable extends DecodingLayer {
  /** Row `index` of W, [I]. */
  row(index: number, out: Float32Array): void;
}

export interface DecodingMatrix extends DecodingTable {
  /** That its weights occupy. */
  readonly bytes: number;
}

export type DecodingWeights = Weights<Float32Array | DecodingMatrix>;

/** A bias, a gain. Throws where a matrix stands for it: that is a mistake of the program. */
export function vectorOf(weights: DecodingWeights, name: string): Float32Array {
  const found = weight(weights, name);
  if (!(found instanceof Float32Array)) throw new Error(`decoder: ${name} is no vector`);
  return found;
}

/** Plain numbers lie as [I, O], the layout of layers. */
export function layerOf(weights: DecodingWeights, name: string): DecodingLayer {
  const found = weight(weights, name);
  if (!(found instanceof Float32Array)) return found;
  return { multiply: (x, bias, y) => affine(x, found, bias, y) };
}

/** Plain numbers lie as [O, I], the layout of tables; I is `width`. */
export function tableOf(weights: DecodingWeights, name: string, width: number): DecodingTable {
  const found = weight(weights, name);
  return found instanceof Float32Array ? denseTable(found, width) : found;
}

export function denseTable(values: Float32Array, width: number): DecodingTable {
  return {
    multiply(x, bias, y) {
      rowProducts(x, values, y);
      if (bias) addTo(y, bias);
    },
    row: (index, out) => out.set(values.subarray(index * width, (index + 1) * width)),
  };
}

export function addTo(y: Float32Array, other: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = (y[i] as number) + (other[i] as number);
}

/** Of everything that a decoder keeps of the weights. */
export const residentBytes = (weights: DecodingWeights): number =>
  [...new Set(Object.values(weights))].reduce(
    (sum, kept) => sum + (kept instanceof Float32Array ? kept.byteLength : kept.bytes),
    0,
  );
