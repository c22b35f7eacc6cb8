/** Sensitivity analyses of the run: one at a time, each while no step is made. */
import { measureSensitivity } from '../engine/compress/measureSensitivity.ts';
import type { Run } from '../engine/train/run.ts';
import type { Emit } from '../protocol/protocol.ts';
import type { SensitivityRequest, SensitivityResult } from '../protocol/sensitivity.ts';

export interface Sensitivities {
  /** @param standstill does the work once no step is made; it can be cancelled before. */
  run(
    request: SensitivityRequest,
    run: Run,
    standstill: <T>(work: () => Promise<T>) => Promise<T>,
  ): Promise<SensitivityResult | null>;
  /** All that was asked for so far. */
  cancel(): void;
}

export function sensitivities(emit: Emit): Sensitivities {
  const asked = new Set<{ cancelled: boolean }>();
  return {
    async run({ runId, pass, levels }, { session, stopped }, standstill) {
      const job = { cancelled: false };
      asked.add(job);
      try {
        const result = await standstill(() =>
          measureSensitivity({
            session,
            pass,
            levels,
            started: (start) => emit('sensitivity.started', { runId, ...start }),
            measured: (progress) => emit('sensitivity.measured', { runId, ...progress }),
            cancelled: () => job.cancelled || stopped(),
          }),
        );
        return result && { runId, ...result };
      } finally {
        asked.delete(job);
      }
    },
    cancel: () => asked.forEach((job) => (job.cancelled = true)),
  };
}
