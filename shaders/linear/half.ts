/**
 * What the text of a product needs where shared memory holds its factors in half precision. Gradients of a loss that is
 * a mean over many tokens are that many times smaller than those of one token, and 16 bits say nothing well below
 * 2⁻¹⁴: they are raised by a power of two on the way in (loss scaling, Micikevicius et al., ICLR 2018, section 3.2, for
 * one product at a time). A power of two changes no digit of what neither overflows nor underflows.
 */
import { constants } from '../common/kernel.ts';
import full from './heldFull.wgsl?raw';
import half from './heldHalf.wgsl?raw';
import type { SharedTiling, Tiling } from './tiles.ts';

/** Where gradients of one token's loss go: up to 4096 fits, and from 2⁻¹⁸ on nothing is lost of eleven digits. */
const headroom = 16;

/** A factor for gradients of a mean over so many tokens. */
export const raiseFor = (tokens: number): number => headroom * 2 ** Math.ceil(Math.log2(tokens));

/** To stand before everything else: WGSL wants it so. */
export function extensions(tiling: Tiling): string {
  if (tiling.kind === 'lanes') return 'enable subgroups;\n';
  return tiling.kind === 'shared' && tiling.held === 'f16' ? 'enable f16;\n' : '';
}

/** How tiles are held in shared memory; `raise`: for the factor that is a gradient, 1 where none is. */
export const heldTiles = ({ held }: Pick<SharedTiling, 'held'>, raise: number): string =>
  held === 'f16' ? `${constants({ RAISED: raise })}${half}` : full;
