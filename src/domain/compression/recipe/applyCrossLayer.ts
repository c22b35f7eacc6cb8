/** Layers that share: a matrix each for several of them, written once; what later passes do to it, they do for all. */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { Settings } from '../../core/params.ts';
import { mergedCalibration } from '../calibration.ts';
import type { Pass } from '../contract.ts';
import { crossLayer } from '../sharing/crossLayer.ts';
import { valuesOf, type Worked } from './pieces.ts';
import type { RecipePass } from './recipe.ts';

/** transformer.h.3.mlp.c_fc.weight, rnn.weight_hh_l1 */
const layered = /^(.*(?:\.|_l))(\d+)(\..*|)$/;

/** @param path of the pass, for problems: `passes.0.` @param worked without encodings and masks; `passOrder.ts` sees to that. */
export function* applyCrossLayer(pass: RecipePass, path: string, worked: readonly Worked[]): Pass<readonly Worked[]> {
  yield 0;
  const settings = pass as unknown as Settings<typeof crossLayer.params>;
  const values = Object.fromEntries(worked.map((one) => [one.name, valuesOf(one)]));
  const { tensors, owners } = at(path, () => crossLayer.share(settings, values, layered));
  if (Object.keys(owners).length === 0) throw new TrimtabError('bad-config', {}, [noLayers(path)]);
  return worked.map((one): Worked => {
    const owner = owners[one.name];
    const shared = tensors[one.name];
    if (owner === undefined || shared === undefined) return one;
    const together = worked.filter(({ name }) => owners[name] === owner);
    const calibration = mergedCalibration(together.map(({ pieces: [piece] }) => piece.calibration));
    const matrix = { ...one.original, values: shared };
    return {
      ...one,
      pieces: [{ matrix, mask: null, encoding: null, calibration }],
      ...(owner !== one.name && { sharedWith: owner }),
    };
  });
}

function at<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError)) throw thrown;
    const problems = thrown.problems.map((problem) => ({ ...problem, path: `${path}${problem.path || 'method'}` }));
    throw new TrimtabError(thrown.code, {}, problems);
  }
}

const noLayers = (path: string): Problem => ({
  path: `${path}method`,
  message: {
    en: 'There is nothing to share: the pass needs the same matrix of two layers at least, which this model or this selection does not have.',
    zh: '没有可共享的权重：该步骤至少需要两层中的同一种矩阵，而该模型或所选矩阵中没有。',
  },
});
