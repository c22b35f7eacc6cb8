/** Tuning on the device: what is fastest and right is chosen, what is wrong is refused by name, and choices are kept. */
import { beforeAll, expect, test } from 'vitest';
import { defaultVariant, productVariant } from '../../shaders/linear/variants.ts';
import { kernelChoice, type KernelChoice } from '../../src/engine/gpu/tuning/kernelChoice.ts';
import { productSubject } from '../../src/engine/gpu/tuning/linearSubjects.ts';
import { emptyRecord, type TuningStorage } from '../../src/engine/gpu/tuning/record.ts';
import type { Subject } from '../../src/engine/gpu/tuning/subject.ts';
import { gpuPeaks, type GpuPeaks } from '../../src/engine/limits/gpuPeaks.ts';
import type { TuningRecord } from '../../src/protocol/kernels.ts';
import { tryCandidates } from '../../src/engine/gpu/tuning/trial.ts';
import { openDevice } from '../kernels/harness.ts';

const shape = { rows: 20, columns: 36, inner: 12 };
const kind = { name: 'a device', software: false, subgroups: false, lanes: null, half: false };
const enough = 60_000;

let device: GPUDevice;
let peaks: GpuPeaks;
beforeAll(async () => {
  device = await openDevice();
  peaks = gpuPeaks(device, true);
});

interface Memory extends TuningStorage {
  readonly kept: Map<string, TuningRecord>;
}

function memory(): Memory {
  const kept = new Map<string, TuningRecord>();
  return {
    kept,
    load: async (key) => kept.get(key) ?? null,
    save: async (key, record) => void kept.set(key, record),
  };
}

async function tuned(storage: TuningStorage | null): Promise<KernelChoice> {
  const choice = kernelChoice({ device, kind, storage, peaks });
  choice.product('NN', true, shape);
  await choice.tune(enough);
  return choice;
}

/** Its candidates as they are, and under other names: with a wrong sign, and with a line that is no WGSL. */
function sabotaged(subject: Subject): Subject {
  const spoilt = (id: string, from: RegExp, to: string): Subject['candidates'] =>
    subject.candidates.map(({ dispatches }) => ({
      id,
      dispatches: dispatches.map((one) => ({ ...one, code: one.code.replace(from, to) })),
    }));
  return {
    ...subject,
    candidates: [
      ...subject.candidates,
      ...spoilt('wrong', /\+= others\[h\] \* own/, '-= others[h] * own'),
      ...spoilt('invalid', /^/, 'no WGSL\n'),
    ],
  };
}

test('a kernel that is wrong or does not compile is refused by name', async () => {
  const trials = await tryCandidates(device, sabotaged(productSubject('NN', true, shape, [defaultVariant])), {
    timingMs: 0,
  });
  expect(trials.map(({ id, refused }) => [id, refused !== null])).toEqual([
    [defaultVariant.id, false],
    ['wrong', true],
    ['invalid', true],
  ]);
  expect(trials[1]?.refused).toMatchObject({ code: 'wrong', buffer: 'output' });
  expect(trials[2]?.refused).toMatchObject({ code: 'invalid' });
});

test('plain variants run until what looks better has been found right, for which there is always time', async () => {
  const choice = kernelChoice({ device, kind, storage: null, peaks });
  expect(choice.product('NN', false, shape)).toBe(defaultVariant);
  expect(choice.report()).toEqual([]);
  await choice.tune(0);
  const [report] = choice.report();
  expect(report).toMatchObject({ compared: false, refused: [] });
  expect(choice.product('NN', false, shape).id).toBe(report?.variant);
  expect(report?.variant).not.toBe(defaultVariant.id);
  await choice.tune(enough);
  expect(choice.report()[0]).toMatchObject({ compared: true });
});

test('a choice is reported and kept, and serves shapes of its class', async () => {
  const storage = memory();
  const choice = await tuned(storage);
  const [report] = choice.report();
  expect(report).toMatchObject({ task: { kind: 'product', layout: 'NN', bias: true, ...shape }, refused: [] });
  expect(report?.gflops).toBeGreaterThan(0);
  expect(report?.share).toBeGreaterThan(0);
  expect(choice.product('NN', true, { ...shape, rows: 32 }).id).toBe(report?.variant);
  expect([...storage.kept.values()].map(({ picks }) => Object.keys(picks).length)).toEqual([1]);
});

test('a choice that was kept needs no other candidates, but has to prove itself', async () => {
  const storage = memory();
  await tuned(storage);
  const [[key, record] = ['', emptyRecord]] = storage.kept;
  const kept = Object.fromEntries(
    Object.entries(record.picks).map(([need, pick]) => [need, { ...pick, variant: 'register-16x4-w32' }]),
  );
  storage.kept.set(key, { ...record, picks: kept });
  const again = await tuned(storage);
  expect(again.product('NN', true, shape)).toEqual(productVariant('register-16x4-w32'));
});

test('half precision that the device does not take is refused by name, and the choice is among the others', async () => {
  const without = await (await navigator.gpu.requestAdapter())?.requestDevice();
  if (!without) throw new Error('WebGPU has no adapter here');
  const choice = kernelChoice({
    device: without,
    kind: { ...kind, half: true },
    storage: null,
    peaks: gpuPeaks(without, false),
  });
  choice.product('NN', true, shape);
  await choice.tune(enough);
  const [report] = choice.report();
  expect(report?.refused.map(({ variant }) => variant).toSorted()).toEqual([
    'shared-32x32x16-4x4-f16',
    'shared-64x64x16-4x4-f16',
  ]);
  expect(report?.refused[0]?.reason).toMatchObject({ code: 'invalid', message: expect.stringMatching(/f16/) });
  expect(report?.variant).not.toContain('f16');
  without.destroy();
});

test('what was kept for one precision is not there for the other', async () => {
  const storage = memory();
  await tuned(storage);
  const [[key, record] = ['', emptyRecord]] = storage.kept;
  await kernelChoice({ device, kind: { ...kind, half: true }, storage, peaks }).reset();
  expect(storage.kept.size).toBe(2);
  expect(storage.kept.get(key)).toBe(record);
});

test('what was kept under a name that no kernel has is chosen anew', async () => {
  const storage = memory();
  await tuned(storage);
  const [[key, record] = ['', emptyRecord]] = storage.kept;
  const kept = Object.fromEntries(
    Object.entries(record.picks).map(([need, pick]) => [need, { ...pick, variant: 'gone' }]),
  );
  storage.kept.set(key, { ...record, picks: kept });
  const again = await tuned(storage);
  expect(again.report()[0]?.variant).not.toBe('gone');
});

test('reset forgets what was chosen and what was kept', async () => {
  const storage = memory();
  const choice = await tuned(storage);
  await choice.reset();
  expect(choice.report()).toEqual([]);
  expect(choice.product('NN', true, shape)).toBe(defaultVariant);
  expect([...storage.kept.values()]).toEqual([emptyRecord]);
});

test('failing storage costs nothing but the memory', async () => {
  const broken: TuningStorage = {
    load: () => Promise.reject(new Error('full')),
    save: () => Promise.reject(new Error('full')),
  };
  const choice = await tuned(broken);
  expect(choice.report()).toHaveLength(1);
});

test('all variants of both norms are right on the device that the tests have', async () => {
  const choice = kernelChoice({ device, kind: { ...kind, subgroups: true }, storage: null, peaks });
  choice.layerNorm({ kind: 'layer', rows: 40, width: 24, epsilon: 1e-5 });
  choice.layerNorm({ kind: 'rms', rows: 40, width: 24, epsilon: 1e-5 });
  await choice.tune(enough);
  expect(choice.report().map(({ task, refused }) => [task, refused])).toEqual([
    [{ kind: 'layer-norm', rows: 40, width: 24 }, []],
    [{ kind: 'rms-norm', rows: 40, width: 24 }, []],
  ]);
});

test('attention is tried with the options that it is asked for', async () => {
  const choice = kernelChoice({ device, kind, storage: null, peaks });
  choice.attention({ batch: 2, time: 21, heads: 4, headWidth: 8, keyValueHeads: 2, positions: 'rope' });
  choice.attention({ batch: 2, time: 21, heads: 4, headWidth: 8, mask: 'prefix', positions: 'alibi' });
  await choice.tune(enough);
  expect(choice.report()).toMatchObject([
    { task: { kind: 'attention', keyValueHeads: 2, mask: 'causal', positions: 'rope' }, refused: [] },
    { task: { kind: 'attention', keyValueHeads: 4, mask: 'prefix', positions: 'alibi' }, refused: [] },
  ]);
});
