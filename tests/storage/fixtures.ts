/** Values that the storage tests keep and find again. */
import { defaultConfig } from '../../src/domain/config/defaults.ts';
import type { MetricFrame, Sample } from '../../src/protocol/protocol.ts';
import type { Checkpoint, StoredRun } from '../../src/storage/contract.ts';
import { mapColumns } from '../../src/storage/frames.ts';

export const storedRun = (id: string, changes: Partial<StoredRun> = {}): StoredRun => ({
  id,
  name: `run-${id}`,
  colour: 0,
  config: defaultConfig,
  presetId: null,
  startedAt: 1000,
  updatedAt: 1000,
  phase: 'finished',
  step: 10,
  totalSteps: 10,
  flags: [],
  bestValLossNats: null,
  valLossNats: null,
  trainLossNats: null,
  tokensPerSecond: null,
  visible: false,
  pinned: false,
  ...changes,
});

export const withText = (hash: string): Pick<StoredRun, 'config'> => ({
  config: { ...defaultConfig, data: { ...defaultConfig.data, corpus: 'own-text', textHash: hash } },
});

/** Rows for the given steps; each column holds step + its index / 16, which is exact in single precision. */
export function frame(runId: string, ...steps: number[]): MetricFrame {
  let index = 0;
  const columns = mapColumns(() => {
    const offset = index++ / 16;
    return Float32Array.from(steps, (step) => step + offset);
  });
  return { runId, steps: Int32Array.from(steps), columns };
}

export const sample = (runId: string, step: number): Sample => ({ runId, step, prompt: 'The', tokens: [] });

export const checkpoint = (runId: string, step: number, byte = step % 256): Checkpoint => ({
  runId,
  step,
  bytes: new Uint8Array(64).fill(byte),
  createdAt: step,
});

/** Names that no other test uses, because fake-indexeddb lives as long as the test file. */
let names = 0;
export const freshName = (): string => `test-${++names}`;
