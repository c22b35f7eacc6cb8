/** Formulas that are no optimizers: made to use every operation, a repeated one, a constant and no state at all. */
import type { Ops } from '../../src/domain/core/ops.ts';
import type { OptimizerDefinition } from '../../src/domain/optimizers/contract.ts';

const words = { en: 'test', zh: '测试' };

interface Arguments<T> {
  readonly parameter: T;
  readonly gradient: T;
  readonly state: Readonly<Record<'step' | 'trace', T>>;
  readonly hyper: Readonly<Record<'rate' | 'epsilon', T>>;
}

/** State names that are WGSL functions, too, and a product that is asked for twice. */
export const everyOperation: OptimizerDefinition<
  'every-operation',
  Record<string, never>,
  'step' | 'trace',
  'rate' | 'epsilon'
> = {
  id: 'every-operation',
  name: words,
  summary: words,
  formula: '',
  source: { text: 'none' },
  params: {},
  state: ['step', 'trace'],
  scalars: ['rate', 'epsilon'],
  hyper: (_settings, learningRate) => ({ rate: learningRate, epsilon: 1e-3 }),
  update<T>(ops: Ops<T>, { parameter, gradient, state, hyper }: Arguments<T>) {
    const step = ops.max(ops.mul(gradient, gradient), ops.sub(state.step, ops.constant(0.25)));
    const trace = ops.min(ops.abs(parameter), ops.add(state.trace, ops.mul(gradient, gradient)));
    const size = ops.div(ops.sign(gradient), ops.add(ops.sqrt(ops.abs(trace)), hyper.epsilon));
    return { parameter: ops.sub(parameter, ops.mul(hyper.rate, size)), state: { step, trace } };
  },
};

export const stateless: OptimizerDefinition<'stateless', Record<string, never>, never, 'rate'> = {
  id: 'stateless',
  name: words,
  summary: words,
  formula: '',
  source: { text: 'none' },
  params: {},
  state: [],
  scalars: ['rate'],
  hyper: (_settings, learningRate) => ({ rate: learningRate }),
  update: (ops, { parameter, gradient, hyper }) => ({
    parameter: ops.sub(parameter, ops.mul(hyper.rate, gradient)),
    state: {},
  }),
};
