/** Where things stand on the board, in its own units: a file's bytes or a token's time to the right, logarithmic; perplexity up. */
import { type Axis, niceAxis } from '../charts/ticks.ts';
import type { CompressedVariant } from '../../protocol/compression.ts';
import { tick } from '../format/numbers.ts';
import { type Across, acrossOf, frontOf, type Original, originalAcross, originalsOf } from './variantFigures.ts';

export const height = 272;
export const margin = { top: 18, right: 22, bottom: 40, left: 56 } as const;

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface ParetoPicture {
  readonly x: Axis;
  readonly y: Axis;
  /** Of the perplexities: as many decimals as tell neighbours apart. */
  readonly tickText: (perplexity: number) => string;
  readonly toX: (across: number) => number;
  readonly toY: (perplexity: number) => number;
  readonly originals: readonly (Place & { readonly original: Original })[];
  readonly dots: readonly (Place & { readonly variant: CompressedVariant; readonly onFront: boolean })[];
  /** Of the front, from the smallest on. */
  readonly line: readonly Place[];
}

/** A tick of the horizontal axis needs so many units. */
const tickWidth = 110;
/** Beyond this ratio a few bad variants would press all others into one line. */
const mostLinear = 3;

function scaleOf({ scale, min, max }: Axis, from: number, to: number): (value: number) => number {
  const at = scale === 'log' ? Math.log : (value: number) => value;
  return (value) => from + ((at(value) - at(min)) / (at(max) - at(min))) * (to - from);
}

function tickText({ scale, ticks }: Axis): (value: number) => string {
  const [first = 0, second = 1] = ticks;
  if (scale === 'log') return tick;
  const decimals = Math.max(0, Math.ceil(-Math.log10(Math.abs(second - first)) - 1e-9));
  const halves = Number((second - first).toFixed(decimals)) === Number((second - first).toPrecision(6)) ? 0 : 1;
  return (value) => value.toFixed(decimals + halves);
}

export function paretoPicture(
  variants: readonly CompressedVariant[],
  width: number,
  across: Across = 'bytes',
): ParetoPicture {
  const originals = originalsOf(variants);
  const sizes = [
    ...variants.map((variant) => acrossOf(variant, across)),
    ...originals.map((original) => originalAcross(original, across)),
  ];
  const perplexities = [
    ...variants.map(({ after }) => after.perplexity),
    ...originals.map(({ quality }) => quality.perplexity),
  ].filter((value) => Number.isFinite(value));
  const [low, high] = [Math.min(...perplexities), Math.max(...perplexities)];
  const x = niceAxis(
    'log',
    Math.min(...sizes) * 0.93,
    Math.max(...sizes) * 1.08,
    Math.max(2, Math.round(width / tickWidth)),
  );
  const y =
    high > mostLinear * low
      ? niceAxis('log', low * 0.97, high * 1.03, 5)
      : niceAxis('linear', low - 0.04 * (high - low), high + 0.04 * (high - low), 5);
  const toX = scaleOf(x, margin.left, width - margin.right);
  const inside = scaleOf(y, height - margin.bottom, margin.top);
  // What is no number, or beyond all, stands at the upper edge.
  const toY = (value: number): number => Math.max(margin.top, Number.isFinite(value) ? inside(value) : margin.top);
  const front = frontOf(variants, across);
  const placed = originals.map((original) => ({
    original,
    x: toX(originalAcross(original, across)),
    y: toY(original.quality.perplexity),
  }));
  const dots = variants.map((variant) => ({
    variant,
    onFront: front.has(variant.variantId),
    x: toX(acrossOf(variant, across)),
    y: toY(variant.after.perplexity),
  }));
  const line = dots.filter(({ onFront }) => onFront).toSorted((a, b) => a.x - b.x);
  const best = placed.toSorted((a, b) => b.y - a.y)[0];
  const last = line.at(-1);
  // The original ends the line unless a smaller one is as good.
  const ends = best !== undefined && (last === undefined || best.y > last.y) ? [best] : [];
  return { x, y, tickText: tickText(y), toX, toY, originals: placed, dots, line: [...line, ...ends] };
}
