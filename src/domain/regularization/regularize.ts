/**
 * An optimizer with what restrains it: penalties join the gradient, the proximal step and the average of the weights follow the
 * update, all in its own formula. So they cost no pass over the weights, and every backend has them. Order: the gradient's values
 * are clipped, penalties are added, the optimizer steps, the proximal step is taken, and the average sees the result.
 */
import type { Ops } from '../core/ops.ts';
import type { TensorSpec } from '../models/contract.ts';
import type { OptimizerDefinition, MatrixStage } from '../optimizers/contract.ts';
import { given } from '../core/matrixOps.ts';
import type { RegularizationSettings } from './params.ts';

/** The state in which the average of the weights is. */
export const averageState = 'weightAverage';

type Values<T> = Readonly<Record<string, T>>;

/** The same definition where nothing is asked for. */
export function regularize(definition: OptimizerDefinition, settings: RegularizationSettings): OptimizerDefinition {
  const { clipValue, l1, l1Form, l2, averageDecay } = settings;
  const subgradient = l1Form === 'subgradient' ? l1 : 0;
  const proximal = l1Form === 'proximal' ? l1 : 0;
  const changesGradient = clipValue > 0 || subgradient > 0 || l2 > 0;
  if (!changesGradient && proximal === 0 && averageDecay === 0) return definition;

  const scalars = [
    ...(clipValue > 0 ? ['clipValue'] : []),
    ...(l2 > 0 ? ['l2'] : []),
    ...(subgradient > 0 ? ['l1'] : []),
    ...(proximal > 0 ? ['threshold1'] : []),
    ...(averageDecay > 0 ? ['averageShare'] : []),
  ];

  const restrained = <T>(ops: Ops<T>, gradient: T, parameter: T, hyper: Values<T>): T => {
    let sum = gradient;
    if (clipValue > 0) {
      const limit = given(hyper['clipValue']);
      sum = ops.max(ops.sub(ops.constant(0), limit), ops.min(limit, sum));
    }
    if (l2 > 0) sum = ops.add(sum, ops.mul(given(hyper['l2']), parameter));
    if (subgradient > 0) sum = ops.add(sum, ops.mul(given(hyper['l1']), ops.sign(parameter)));
    return sum;
  };

  const { evaluated } = definition;
  return {
    ...definition,
    state: averageDecay > 0 ? [...definition.state, averageState] : definition.state,
    copies: averageDecay > 0 ? [...(definition.copies ?? []), averageState] : (definition.copies ?? []),
    ...(averageDecay > 0 && { evaluated: averageState }),
    scalars: [...definition.scalars, ...scalars],
    hyper(own, learningRate, step, decays, staged) {
      const all: Values<number> = {
        clipValue,
        l2: decays ? l2 : 0,
        l1: decays ? subgradient : 0,
        threshold1: decays ? learningRate * proximal : 0,
        averageShare: 1 - Math.min(averageDecay, (1 + step) / (10 + step)),
      };
      const added = Object.fromEntries(scalars.map((name) => [name, all[name] ?? Number.NaN]));
      return { ...definition.hyper(own, learningRate, step, decays, staged), ...added };
    },
    update(ops, input) {
      const { parameter, gradient, hyper, state } = input;
      const after = definition.update(ops, { ...input, gradient: restrained(ops, gradient, parameter, hyper) });
      const threshold = hyper['threshold1'];
      const next =
        threshold === undefined
          ? after.parameter
          : ops.mul(ops.sign(after.parameter), ops.max(ops.constant(0), ops.sub(ops.abs(after.parameter), threshold)));
      const share = hyper['averageShare'];
      if (share === undefined) return { parameter: next, state: after.state };
      const before = given(state[averageState]);
      const seen = evaluated === undefined ? next : given(after.state[evaluated]);
      const average = ops.add(before, ops.mul(share, ops.sub(seen, before)));
      return { parameter: next, state: { ...after.state, [averageState]: average } };
    },
    ...(definition.stage && changesGradient && { stage: restrainedStage(definition.stage, scalars, restrained) }),
  };
}

/** The stage of an optimizer, with the gradient that its update gets too. */
function restrainedStage(
  stage: MatrixStage,
  scalars: readonly string[],
  restrained: <E>(ops: Ops<E>, gradient: E, parameter: E, hyper: Values<E>) => E,
): MatrixStage {
  return {
    ...stage,
    run(ops, input, settings) {
      const values = scalars.map((name) => given(input.hyper[name]));
      const gradient = ops.map([input.gradient, input.parameter, ...values], (e, [g, p, ...rest]) =>
        restrained(e, given(g), given(p), Object.fromEntries(scalars.map((name, k) => [name, given(rest[k])]))),
      );
      return stage.run(ops, { ...input, gradient }, settings);
    },
  };
}

/** The tensors of a model with the groups that decay: biases and gains never do, embeddings and head on demand. */
export const decayGroups = (
  specs: readonly TensorSpec[],
  { decayEmbeddings }: RegularizationSettings,
): readonly TensorSpec[] =>
  decayEmbeddings === 'with' ? specs : specs.map((spec) => (spec.outer === true ? { ...spec, decay: false } : spec));
