/** The way into every low-rank method. */
import { TrimtabError } from '../../core/errors.ts';
import type { Settings } from '../../core/params.ts';
import { checkFinite } from '../pruners/layerProblems.ts';
import type { LowRank, LowRankDefinition, LowRankLayer } from './contract.ts';
import { decompose, truncate } from './decompose.ts';
import { chooseRanks, savesParameters } from './rank.ts';
import type { RankParams } from './rankParams.ts';

/**
 * Factors in the order of the layers; null where they would have as many parameters as the matrix, which then stays.
 * With a shared budget all matrices belong into one call. Throws `bad-config` for settings that cannot work, and
 * `non-finite` for weights or measurements that are not numbers.
 */
export function factorize<P extends RankParams>(
  definition: LowRankDefinition<string, P>,
  settings: Settings<P>,
  layers: readonly LowRankLayer[],
): readonly (LowRank | null)[] {
  const problems = definition.check?.(settings) ?? [];
  if (problems.length > 0) throw new TrimtabError('bad-config', {}, problems);
  checkFinite(
    definition,
    layers.map((layer, index) => ({ ...layer, index })),
  );
  const decompositions = layers.map((layer) => decompose(layer.matrix, definition.weighting(settings, layer)));
  const ranks = chooseRanks(settings, decompositions);
  return decompositions.map((decomposition, i) => {
    const rank = ranks[i] ?? 0;
    return savesParameters(rank, decomposition) ? truncate(decomposition, rank) : null;
  });
}
