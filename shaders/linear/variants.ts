/**
 * The ways in which a matrix product can be computed. All bind the same buffers and give the same numbers up to rounding,
 * of the result, or in half precision of the factors; which is fastest depends on the device and the shape.
 */
import type { LanesTiling, RegisterTiling, SharedTiling, Tiling } from './tiles.ts';

export interface ProductVariant {
  readonly id: string;
  readonly tiling: Tiling;
  /**
   * The sum is cut into so many parts that separate workgroups compute, and the result holds them one after another, to be
   * added up by another kernel. For small results over long sums, which would leave a device idle.
   */
  readonly shares: number;
}

const register = (rowGroups: number, columnGroups: number, widest: number): RegisterTiling => ({
  kind: 'register',
  rowGroups,
  columnGroups,
  workgroupSize: 64,
  widest,
});

const shared = (
  rowGroups: number,
  columnGroups: number,
  [wide, high]: readonly [number, number],
  depth: number,
): SharedTiling => ({ kind: 'shared', rowGroups, columnGroups, workgroupSize: wide * high, wide, depth, held: 'f32' });

const lanes = (
  workgroupSize: number,
  [rowGroups, columnGroups]: readonly [number, number],
  how: Pick<LanesTiling, 'turn' | 'by' | 'mixes'>,
): LanesTiling => ({ kind: 'lanes', rowGroups, columnGroups, workgroupSize, ...how });

const half = (tiling: SharedTiling): SharedTiling => ({ ...tiling, held: 'f16' });

/**
 * E.g. `register-8x4-w32`, `lanes8-32x4` for subgroups of eight, with `-terms` if they add one term of a sum after another, or
 * `shared-64x64x16-8x8`: the tile in shared memory, then what an invocation owns, and `-f16` for half precision in between.
 */
function name(tiling: Tiling): string {
  const own = `${4 * tiling.rowGroups}x${4 * tiling.columnGroups}`;
  if (tiling.kind === 'register') return `register-${own}-w${tiling.widest}`;
  if (tiling.kind === 'lanes') return `lanes${tiling.workgroupSize}-${own}${tiling.turn === 1 ? '-terms' : ''}`;
  const { rowGroups, columnGroups, workgroupSize, wide, depth, held } = tiling;
  const tile = `${(4 * rowGroups * workgroupSize) / wide}x${4 * columnGroups * wide}x${depth}`;
  return `shared-${tile}-${own}${held === 'f16' ? '-f16' : ''}`;
}

const undivided = (tiling: Tiling): ProductVariant => ({ id: name(tiling), tiling, shares: 1 });

/** The same variant with its sum cut up. */
export const cut = ({ tiling }: ProductVariant, shares: number): ProductVariant => ({
  id: shares === 1 ? name(tiling) : `${name(tiling)}-shares${shares}`,
  tiling,
  shares,
});

/** Two rows of tiles an invocation: fewer leave software adapters busy with loading, more leave small results too few. */
export const defaultVariant = undivided(register(2, 1, 32));

export const registerVariants: readonly ProductVariant[] = [
  undivided(register(1, 1, 32)),
  undivided(register(1, 1, 8)),
  defaultVariant,
  undivided(register(4, 1, 32)),
  undivided(register(2, 2, 16)),
];

/** All within 16 KB of shared memory and 256 invocations, which every device grants. */
const sharedTilings: readonly SharedTiling[] = [
  shared(1, 1, [8, 8], 16),
  shared(1, 1, [16, 16], 16),
  shared(2, 1, [16, 8], 16),
  shared(2, 2, [8, 8], 16),
  shared(2, 2, [16, 8], 16),
  shared(2, 2, [16, 16], 16),
];

export const sharedVariants: readonly ProductVariant[] = sharedTilings.map(undivided);

/** For devices whose subgroups are all of one size, and where loads are what counts. */
const lanesVariants: readonly ProductVariant[] = [
  undivided(lanes(4, [6, 3], { turn: 4, by: 'matrices', mixes: false })),
  undivided(lanes(4, [8, 4], { turn: 4, by: 'matrices', mixes: false })),
  undivided(lanes(8, [8, 1], { turn: 1, by: 'multiply-adds', mixes: true })),
];

export const productVariants: readonly ProductVariant[] = [...registerVariants, ...sharedVariants, ...lanesVariants];

/** Whether it can run where subgroups are of that size, null where that is not known or not always the same. */
export const fitsSubgroups = ({ tiling }: ProductVariant, lanesOfDevice: number | null): boolean =>
  tiling.kind !== 'lanes' || tiling.workgroupSize === lanesOfDevice;

/** Their shared memory holds the factors in half precision; never chosen unless a person has asked for it. */
export const halfVariants: readonly ProductVariant[] = sharedTilings.map((tiling) => undivided(half(tiling)));

export const isHalf = ({ tiling }: ProductVariant): boolean => tiling.kind === 'shared' && tiling.held === 'f16';

/** The same with factors in half precision; null where there is no such variant. */
export const halfOf = ({ tiling, shares }: ProductVariant): ProductVariant | null => {
  const one = tiling.kind === 'shared' ? halfVariants.find(({ id }) => id === name(half(tiling))) : undefined;
  return one ? cut(one, shares) : null;
};

/** The variant of that id, with its sum cut up or whole; null if there is none (any more). */
export function productVariant(id: string): ProductVariant | null {
  const [, base = '', , shares = '1'] = /^(.*?)(-shares(\d+))?$/.exec(id) ?? [];
  const variant = [...productVariants, ...halfVariants].find((one) => one.id === base);
  return variant ? cut(variant, Number(shares)) : null;
}
