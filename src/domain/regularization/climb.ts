/**
 * The first half of a step of sharpness-aware minimisation (Foret et al. 2021, algorithm 1): weights climb by ρ along the
 * gradient of all of them together, θ + ρ g/‖g‖. The gradient found there moves them from where they were.
 */
import type { Ops } from '../core/ops.ts';

/** Added to the norm, as in the authors' and the common PyTorch implementation. */
const smallest = 1e-12;

/** What gradients are multiplied by. */
export const climbShare = <T>(ops: Ops<T>, radius: T, norm: T): T =>
  ops.div(radius, ops.add(norm, ops.constant(smallest)));

interface ClimbInput<T> {
  readonly parameter: T;
  readonly gradient: T;
  readonly hyper: Readonly<Record<'share', T>>;
}

/** As an update that `optimizerUpdate` can make a kernel of. */
export const climb = {
  id: 'climb',
  state: [] as readonly never[],
  scalars: ['share'] as const,
  update: <T>(ops: Ops<T>, { parameter, gradient, hyper }: ClimbInput<T>) => ({
    parameter: ops.add(parameter, ops.mul(hyper.share, gradient)),
    state: {},
  }),
};
