/** The lab's sensitivity maps: which pass can be measured, and what comes of it, finished or stopped. */
import { describe, expect, test } from 'vitest';
import { presetConfig } from '../../src/domain/presets/index.ts';
import { planSensitivity } from '../../src/lab/sensitivity.ts';
import { startJob } from '../../src/lab/work.ts';
import type { SensitivityResult } from '../../src/protocol/sensitivity.ts';
import { createClient } from '../../src/state/client.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import { createFakeWire } from '../state/fakeWorker.ts';

describe('the pass', () => {
  test('is GPTQ where none is named, else the one that is', () => {
    expect(planSensitivity(null)).toMatchObject({ ok: true, recipes: [{ passes: [{ method: 'gptq', group: 32 }] }] });
    expect(planSensitivity('{"passes":[{"method":"wanda"}]}')).toMatchObject({
      ok: true,
      recipes: [{ passes: [{ method: 'wanda' }] }],
    });
  });

  test.each([
    ['{"passes":[]}', /one pass/],
    ['{"passes":[{"method":"rtn"},{"method":"wanda"}]}', /one pass/],
    ['[{"passes":[{"method":"rtn"}]},{"passes":[{"method":"rtn"}]}]', /one pass/],
    ['{"passes":[{"method":"ternary"}]}', /ternary has neither bits nor a sparsity/],
    ['{"passes":[{"method":"rtn","bits":9}]}', /8/],
    ['{', /not JSON/],
  ])('%s is refused', (text, message) => {
    const planned = planSensitivity(text);
    expect(planned.ok ? '' : planned.message).toMatch(message);
  });
});

async function measured(
  interrupt: boolean,
): Promise<{ readonly interrupted: unknown; readonly results: SensitivityResult[] }> {
  const wire = createFakeWire({ checkpoints: new Map([['lab', 7]]) });
  const { checkpoints } = memoryStorage({ code: 'storage-unavailable', detail: {}, problems: [] });
  const results: SensitivityResult[] = [];
  const planned = planSensitivity(null);
  const job = startJob(
    {
      client: createClient(wire.spawn),
      checkpoints,
      report(name, payload) {
        if (name === 'sensed') results.push(payload as SensitivityResult);
        if (name === 'sensing' && interrupt) job.interrupt();
      },
    },
    {
      action: 'sensitivity',
      config: presetConfig('copy-task'),
      ownText: null,
      tokenizer: null,
      backend: 'auto',
      precision: 'f32',
      checkpoint: { step: 7, bytes: new Uint8Array([1]) },
      recipes: planned.ok ? planned.recipes : [],
    },
  );
  const outcome = await job.outcome;
  return { interrupted: 'interrupted' in outcome && outcome.interrupted, results };
}

test('every matrix is measured at every width', async () => {
  const { interrupted, results } = await measured(false);
  expect(interrupted).toBe(false);
  expect(results).toMatchObject([{ step: 7, complete: true }]);
  expect(results[0]?.cells).toHaveLength(12);
});

test('what is stopped keeps the cells that there are', async () => {
  const { interrupted, results } = await measured(true);
  expect(interrupted).toBe(true);
  expect(results).toMatchObject([{ complete: false }]);
  expect(results[0]?.cells.length).toBeGreaterThan(0);
  expect(results[0]?.cells.length).toBeLessThan(12);
});
