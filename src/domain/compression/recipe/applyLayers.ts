/** Layers that go: nothing of a block is written, and what reads the file has zeros, so that the stream passes it by. */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { Settings } from '../../core/params.ts';
import type { Pass } from '../contract.ts';
import type { structuredPruners } from '../pruners/structured/index.ts';
import { keepImportant } from '../pruners/structured/units.ts';
import { blocksOf } from './blocks.ts';
import type { Worked } from './pieces.ts';
import type { RecipePass } from './recipe.ts';
import { removedUnit } from './traits.ts';

/** Rise of the loss without a block, by its number; of the model before any pass. */
export interface MeasuredLayers {
  readonly withoutLayer: ReadonlyMap<number, number>;
}

type LayersSettings = Settings<typeof structuredPruners.layers.params>;

const settingsOf = (pass: RecipePass): LayersSettings => pass as unknown as LayersSettings;

export const needsLayersMeasured = (pass: RecipePass): boolean =>
  removedUnit(pass.method) === 'layer' && settingsOf(pass).by === 'measured';

/**
 * @param path of the pass, for problems: `passes.0.`
 * @param part the matrices that the pass is for; a block goes only where all of its own are among them.
 */
export function* applyLayers(
  pass: RecipePass,
  path: string,
  part: readonly Worked[],
  all: readonly Worked[],
  measured: MeasuredLayers | null,
): Pass<readonly Worked[]> {
  if (needsLayersMeasured(pass) && measured === null) throw new Error('applyLayers: nothing was measured');
  const whole = [...blocksOf(all)].filter(([, own]) => own.every((one) => part.includes(one)));
  if (whole.length === 0) throw new TrimtabError('bad-config', {}, [noLayers(path)]);
  yield 0;
  const importance = Float64Array.from(whole, ([block]) =>
    needsLayersMeasured(pass) ? (measured?.withoutLayer.get(block) ?? Number.NaN) : -block,
  );
  const kept = keepImportant(importance, settingsOf(pass).share);
  const gone = new Set(whole.flatMap(([, own], at) => (kept[at] === 1 ? [] : own)));
  return part.map((one) => (gone.has(one) ? emptied(one) : one));
}

function emptied(one: Worked): Worked {
  const { values } = one.original;
  const matrix = { ...one.original, values: new Float32Array(values.length) };
  const mask = new Uint8Array(values.length);
  return { ...one, gone: true, pieces: [{ matrix, mask, encoding: null, calibration: null }] };
}

const noLayers = (path: string): Problem => ({
  path: `${path}method`,
  message: {
    en: 'There are no layers to remove: the pass needs all matrices of a block that only adds to the residual stream, which this model or this selection does not have.',
    zh: '没有可移除的层：该步骤需要某个残差块的全部矩阵，而该模型或所选矩阵中没有这样的块。',
  },
});
