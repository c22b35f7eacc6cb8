/** How inputs are rounded, from the metadata of a file, which may say anything. */
import { TrimtabError } from '../../core/errors.ts';
import type { InputLevels, InputQuantization } from './levels.ts';

/**
 * @param given undefined where nothing is rounded.
 * @param layers the matrices whose inputs can be.
 * @throws TrimtabError `bad-checkpoint` that names the matrix.
 */
export function readInputLevels(given: unknown, layers: ReadonlySet<string>): InputQuantization {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw damaged('');
  return Object.fromEntries(
    Object.entries(given).map(([name, levels]: [string, unknown]) => {
      if (!layers.has(name) || !isLevels(levels)) throw damaged(name);
      return [name, { bits: levels.bits, scale: levels.scale }];
    }),
  );
}

function isLevels(value: unknown): value is InputLevels {
  if (typeof value !== 'object' || value === null) return false;
  const { bits, scale } = value as Partial<Record<keyof InputLevels, unknown>>;
  const known = typeof bits === 'number' && Number.isInteger(bits) && bits >= 2 && bits <= 8;
  return known && (scale === null || (typeof scale === 'number' && Number.isFinite(scale) && scale > 0));
}

const damaged = (tensor: string): TrimtabError => new TrimtabError('bad-checkpoint', { reason: 'inputs', tensor });
