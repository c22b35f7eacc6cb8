/** The pass of `mixed.ts`: sensitivities, the choice of a width for each matrix, and then a pass for each width. */
import { outputError } from '../calibration.ts';
import type { Pass } from '../contract.ts';
import { axisOf, type Axis } from '../sensitivity/axis.ts';
import { chooseLevels, type MeasuredMatrix } from '../sensitivity/choose.ts';
import { applyPass } from './applyPass.ts';
import { newPass } from './editRecipe.ts';
import type { MixedSettings } from './mixed.ts';
import { valuesOf, type Worked } from './pieces.ts';
import type { RecipePass } from './recipe.ts';
import { dealsBits } from './traits.ts';

/** The quantiser of a mixed pass; its bits are still to be chosen. */
export function uniformPass(pass: RecipePass): RecipePass {
  const { quantizer } = settingsOf(pass);
  return newPass(quantizer, pass);
}

export const needsMeasuring = (pass: RecipePass): boolean =>
  dealsBits(pass.method) && settingsOf(pass).by === 'measured';

const settingsOf = (pass: RecipePass): MixedSettings => pass as unknown as MixedSettings;

/** What came of a matrix at each width, by its name. */
type Tried = Map<string, Map<number, Worked>>;

/** Share of the progress that estimates get; what follows rounds each matrix once, if at all. */
const estimateShare = 0.8;

/** @param measured rises of the loss by matrix, for a pass that wants them; of the model before any pass. */
export function* applyMixed(
  pass: RecipePass,
  worked: readonly Worked[],
  measured: readonly MeasuredMatrix[] | null,
): Pass<readonly Worked[]> {
  const uniform = uniformPass(pass);
  const axis = axisOf(uniform.method);
  if (axis === null) throw new Error(`applyMixed: ${uniform.method} has no widths`);
  if (needsMeasuring(pass) && measured === null) throw new Error('applyMixed: nothing was measured');
  const names = worked.map(({ name }) => name);
  const tried: Tried = new Map();
  const matrices =
    measured?.filter(({ name }) => names.includes(name)) ?? (yield* estimated(uniform, axis, worked, tried));
  const chosen = chooseLevels(axis, matrices, settingsOf(pass).averageBits);
  if (chosen === null) throw new Error('applyMixed: not even the smallest width fits');
  const result: Worked[] = [];
  for (const one of worked) {
    const level = chosen[one.name] ?? Number.NaN;
    const made = tried.get(one.name)?.get(level);
    if (made) {
      result.push(made);
      continue;
    }
    result.push(
      ...(yield* inShare(applyPass({ ...uniform, [axis.key]: level }, [one]), (share) => {
        const done = (result.length + share) / worked.length;
        return estimateShare + (1 - estimateShare) * done;
      })),
    );
  }
  return result;
}

/** E‖Wx − Ŵx‖² / E‖Wx‖² over calibration tokens, at every width. @param tried gets what was made for it */
function* estimated(
  pass: RecipePass,
  { key, levels }: Axis,
  worked: readonly Worked[],
  tried: Tried,
): Pass<readonly MeasuredMatrix[]> {
  const estimates: MeasuredMatrix[] = [];
  for (const one of worked) {
    const calibration = one.pieces.at(-1)?.calibration;
    if (!calibration) throw new Error(`applyMixed: the calibration of ${one.name} is missing`);
    const before = { ...one.original, values: valuesOf(one) };
    const whole = outputError(before, new Float32Array(before.values.length), calibration);
    const rises = new Map<number, number>();
    const made = new Map<number, Worked>();
    tried.set(one.name, made);
    for (const level of levels) {
      const [changed = one] = yield* inShare(applyPass({ ...pass, [key]: level }, [one]), (share) => {
        const done = (estimates.length + (rises.size + share) / levels.length) / worked.length;
        return estimateShare * done;
      });
      made.set(level, changed);
      const error = outputError(before, valuesOf(changed), calibration);
      rises.set(level, whole === 0 ? 0 : error / whole);
    }
    estimates.push({ name: one.name, weights: before.values.length, rises });
  }
  return estimates;
}

function* inShare<T>(pass: Pass<T>, share: (own: number) => number): Pass<T> {
  for (;;) {
    const { done, value } = pass.next();
    if (done) return value;
    yield share(value);
  }
}
