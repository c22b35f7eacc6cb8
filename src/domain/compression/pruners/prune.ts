/** The way into every pruner: what cannot work is refused before anything is computed. */
import { TrimtabError } from '../../core/errors.ts';
import type { Settings } from '../../core/params.ts';
import type { Pruned, PrunedLayer, PrunerDefinition } from './contract.ts';
import { checkFinite, patternProblems } from './layerProblems.ts';
import type { SparsityParams } from './pattern.ts';

/**
 * Masks and weights in the order of the layers. One call per layer does the same as one call for all of them unless the
 * method says `together`. Throws `bad-config` for settings that contradict each other or do not fit the matrices, and
 * `non-finite` for weights or measurements that are not numbers.
 */
export function prune<P extends SparsityParams>(
  definition: PrunerDefinition<string, P>,
  settings: Settings<P>,
  layers: readonly PrunedLayer[],
): readonly Pruned[] {
  const problems = [
    ...(definition.check?.(settings) ?? []),
    ...patternProblems(
      settings.pattern,
      layers.map(({ matrix }) => matrix),
    ),
  ];
  if (problems.length > 0) throw new TrimtabError('bad-config', {}, problems);
  checkFinite(definition, layers);
  return definition.prune(settings, layers);
}
