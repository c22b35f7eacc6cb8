/** An evaluation on a device that is lost meanwhile: every read of a batch fails, and every failure is heard. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataSource, TokenBatch } from '../../src/domain/data/contract.ts';
import { evaluate } from '../../src/engine/train/evaluate.ts';

const unheard: unknown[] = [];
const hear = (reason: unknown): void => void unheard.push(reason);
beforeAll(() => void process.on('unhandledRejection', hear));
afterAll(() => void process.off('unhandledRejection', hear));

const batch: TokenBatch = { inputs: Int32Array.of(0, 1), targets: Int32Array.of(1, 0), size: 1, time: 2 };
const examples: Pick<DataSource, 'kind' | 'validation'> = { kind: 'task', validation: () => [batch] };

test('both reads of a task’s batch fail, and nothing is left for the page to report', async () => {
  const lost = new Error('the device was lost');
  const reading = evaluate(examples as DataSource, {
    size: 1,
    time: 2,
    windows: 1,
    forward: () => expect.unreachable('the work is not reached'),
    loss: () => expect.unreachable('the work is not reached'),
    within: <T>(_work: () => T) => [Promise.reject(lost), Promise.reject(lost)] as T,
    pause: async () => false,
  });
  await expect(reading).rejects.toBe(lost);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(unheard).toEqual([]);
});
