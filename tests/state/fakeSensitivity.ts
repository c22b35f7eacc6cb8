/** A sensitivity analysis on paper: the first matrix minds ten times as much as the second, half as much a level milder. */
import { levelOrder } from '../../src/domain/compression/sensitivity/axis.ts';
import type { Emit, Handlers } from '../../src/protocol/protocol.ts';
import type { SensitivityCell } from '../../src/protocol/sensitivity.ts';

const matrices = [
  { name: 'transformer.h.0.attn.c_attn.weight', weights: 60_000, tenths: 10 },
  { name: 'transformer.h.0.mlp.c_fc.weight', weights: 40_000, tenths: 1 },
];

/** Yields to messages after every cell. */
export function fakeSensitivity(
  emit: Emit,
  stepOf: (runId: string) => number,
): Pick<Handlers, 'sensitivity.run' | 'sensitivity.cancel'> {
  let cancelled = false;
  return {
    async 'sensitivity.run'({ runId, levels }) {
      cancelled = false;
      const start = {
        runId,
        step: stepOf(runId),
        lossNats: 1.5,
        tokens: 8192,
        matrices: matrices.map(({ name, weights }) => ({ name, weights })),
      };
      emit('sensitivity.started', start);
      const cells: SensitivityCell[] = [];
      const of = levels.length * matrices.length;
      for (const level of levelOrder(levels)) {
        for (const { name, weights, tenths } of matrices) {
          await new Promise((resolve) => setTimeout(resolve, 0));
          if (cancelled) return { ...start, cells, complete: false };
          // The smallest rise at the mildest level, twice as much at each further one.
          const riseNats = 1e-3 * tenths * 2 ** levels.indexOf(level);
          const cell = { name, level, riseNats, bytes: (weights * 4) / 8 };
          cells.push(cell);
          emit('sensitivity.measured', { runId, cell, done: cells.length, of, elapsedMs: 100 * cells.length });
        }
      }
      return { ...start, cells, complete: true };
    },
    async 'sensitivity.cancel'() {
      cancelled = true;
      return null;
    },
  };
}
