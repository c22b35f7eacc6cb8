/** The kernels panel: how steps are carried out, which kernels run, and where the time goes, on each kind of engine. */
import { act, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import type { NoProfile, StepExecution } from '../../src/protocol/protocol.ts';
import type { EngineState } from '../../src/state/contract.ts';
import { engineTranslator } from '../../src/ui/context/engineWords.ts';
import { Dialogs } from '../../src/ui/commands/Dialogs.tsx';
import { BackendChip } from '../../src/ui/shell/BackendChip.tsx';
import { EngineSection } from '../../src/ui/panels/engine/EngineSection.tsx';
import { foldKernels } from '../../src/ui/panels/engine/foldKernels.ts';
import { refusalWords, taskName, taskShape, unrepeatableWords } from '../../src/ui/format/kernelWords.ts';
import { fakeBackend } from '../state/fakeEngine.ts';
import { fakeKernels, fakeTimes } from '../state/fakeKernels.ts';
import { renderScene, renderTab, screen, within } from './renderApp.tsx';

const nbsp = '\u00a0';
const panel = (): HTMLElement => screen.getByRole('region', { name: 'Kernels' });
const part = (
  <>
    <EngineSection />
    <Dialogs />
  </>
);

/** A run on a GPU, as far as the fake engine can tell. */
async function onGpu({ paused = false, ...status }: Partial<EngineState['status']> & { paused?: boolean } = {}) {
  const shown = renderTab({ part });
  const { app } = shown.tab;
  await act(async () => {
    await app.boot();
    await app.actions.run.start();
    shown.tab.wire.engine.advance(40);
    if (paused) await app.actions.run.pause();
  });
  const gpu = { ...fakeBackend, backend: 'webgpu', features: ['timestamp-query'], ...status } as const;
  act(() => app.store.setState(({ engine }) => ({ engine: { ...engine, status: gpu } })));
  await shown.user.click(within(panel()).getByRole('button', { name: 'Kernels' }));
  return shown;
}

function carriedOut({ tab }: Awaited<ReturnType<typeof onGpu>>, execution: StepExecution, submits: number): void {
  act(() =>
    tab.app.store.setState(({ run }) => ({
      run: {
        ...run,
        status: run.status && { ...run.status, cost: { stepMs: 9, hostMs: 1, dispatches: 67, submits, execution } },
      },
    })),
  );
}

describe('how steps are carried out', () => {
  test('recorded, with the counts, also for whom the panel is closed', async () => {
    const { user } = await onGpu();
    expect(panel().textContent).toContain('Steps are recorded');
    expect(within(panel()).getByText(/dispatches/).parentElement?.textContent).toMatch(/67$/);
    expect(within(panel()).getByText(/submits/).parentElement?.textContent).toMatch(/1$/);
    await user.click(within(panel()).getByRole('button', { name: 'Kernels' }));
    expect(panel().textContent).toContain('67 kernels a step, recorded');
    expect(panel().textContent).not.toContain('Steps are recorded');
  });

  test('kernel by kernel, with the reason, in either language', async () => {
    const shown = await onGpu();
    carriedOut(shown, { kind: 'eager', reason: { code: 'stock-operation', name: 'Cumsum' } }, 3);
    expect(panel().textContent).toContain('a step uses the library’s operation Cumsum');
    expect(panel().textContent).toContain('Steps are not recorded, so kernels cannot be timed');
    act(() => shown.app.actions.preferences.setLanguage('zh'));
    expect(screen.getByRole('region', { name: '内核' }).textContent).toContain('用到了库自带的运算 Cumsum');
  });

  test('not known before the first step', () => {
    renderScene({ name: 'start' }, { part });
    act(() => within(panel()).getByRole('button', { name: 'Kernels' }).click());
    expect(panel().textContent).toContain('Known once the engine has started.');
  });
});

describe('which kernels run', () => {
  test('on a software adapter a table is named, and trials fill the panel with what they found', async () => {
    const { tab, user } = await onGpu();
    await waitFor(() => expect(tab.wire.requestsOf('engine.kernels').length).toBeGreaterThan(0));
    expect(panel().textContent).toContain('comes from a table');
    expect(screen.queryByRole('table')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Test and time on this device' }));
    const rows = (await screen.findAllByRole('row')).map(({ textContent }) => textContent);
    expect(rows[1]).toBe(`Product A·B + bias768 × 256, sum over 64shared-64x64x16-4x451240${nbsp}%`);
    expect(rows[2]).toContain('Refused by the self-test: shared-32x32x16-4x4: output[7] is NaN, not 0.25');
    expect(rows.at(-1)).toContain('not timed');
    expect(panel().textContent).toContain(`The peak of 1.28${nbsp}TFLOP/s`);
    expect(panel().textContent).toContain('did not compile: 1');
    expect(panel().textContent).toContain(`All tried in 8.0${nbsp}s`);
    await user.click(screen.getByRole('button', { name: 'Choose anew' }));
    await waitFor(() =>
      expect(tab.wire.requestsOf('engine.retune').map(({ payload }) => payload)).toContainEqual({ anew: true }),
    );
  });

  test('while it lasts it tells how far it is, and cannot be asked for again', async () => {
    const { tab, user } = await onGpu();
    const answer = tab.wire.silence('engine.retune');
    await user.click(screen.getByRole('button', { name: 'Test and time on this device' }));
    expect(within(panel()).getByRole('progressbar').getAttribute('aria-valuenow')).toBeNull();
    act(() =>
      tab.app.store.setState(({ engine }) => ({
        engine: { ...engine, tuningProgress: { chosen: 3, elapsedMs: 5000, budgetMs: 20_000 } },
      })),
    );
    expect(within(panel()).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
    expect(panel().textContent).toContain(`3 chosen · 5.0${nbsp}s of at most 20${nbsp}s`);
    const button = screen.getByRole('button', { name: 'Test and time on this device' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(document.activeElement).toBe(button);
    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: 'Profile 8 steps' }).hasAttribute('disabled')).toBe(true);
    await act(async () => answer());
    await screen.findByRole('table');
    expect(document.activeElement).toBe(button);
    expect(tab.wire.requestsOf('engine.retune')).toHaveLength(1);
  });

  test('that the time was up is said', async () => {
    const { tab } = await onGpu({ software: false });
    expect(panel().textContent).toContain('Before the first step a few variants');
    act(() =>
      tab.app.store.setState(({ engine }) => ({
        engine: { ...engine, kernels: fakeKernels, tuned: { complete: false, ms: 20_100 } },
      })),
    );
    expect(panel().textContent).toContain('was up before all were tried');
  });

  test('without a run there is nothing to try', async () => {
    const { tab } = await onGpu();
    await act(() => tab.app.actions.run.stop());
    expect(screen.getByRole('button', { name: 'Test and time on this device' }).hasAttribute('disabled')).toBe(true);
  });
});

describe('half precision', () => {
  const precisionSwitch = (): HTMLElement => within(panel()).getByRole('switch', { name: 'Half-precision inputs' });

  test('is asked for by a switch, and what runs is said', async () => {
    const { tab, user } = await onGpu({ features: ['shader-f16'] });
    expect(panel().textContent).toContain('Everything runs in f32.');
    await user.click(precisionSwitch());
    await waitFor(() =>
      expect(tab.wire.requestsOf('engine.start').at(-1)?.payload).toEqual({ choice: 'auto', precision: 'f16' }),
    );
    const half = { ...fakeBackend, backend: 'webgpu', features: ['shader-f16'], precision: 'f16' } as const;
    act(() => tab.app.store.setState(({ engine }) => ({ engine: { ...engine, status: half } })));
    expect(precisionSwitch().getAttribute('aria-checked')).toBe('true');
    expect(panel().textContent).toContain('attention, norms, softmax and the optimizer stay f32');
  });

  test('is out of reach where the adapter has none, with the reason; what was asked for can be taken back', async () => {
    const { tab } = await onGpu();
    expect(precisionSwitch().hasAttribute('disabled')).toBe(true);
    const about = document.getElementById(precisionSwitch().getAttribute('aria-describedby') ?? '');
    expect(about?.textContent).toBe('Runs in f32: this adapter has no half precision (shader-f16).');
    act(() => tab.app.store.setState(({ engine }) => ({ engine: { ...engine, precision: 'f16' } })));
    expect(precisionSwitch().hasAttribute('disabled')).toBe(false);
    expect(about?.textContent).toContain('Runs in f32');
  });

  test('needs a GPU', () => {
    renderScene({}, { part });
    act(() => within(panel()).getByRole('button', { name: 'Kernels' }).click());
    expect(panel().textContent).toContain('half precision needs WebGPU');
  });

  test('does not say that it starts while nobody has asked for it', () => {
    const { app } = renderScene({}, { part: <BackendChip /> });
    const chip = (): string | null => screen.getByRole('button').textContent;
    const set = (phase: 'idle' | 'starting' | 'failed'): void =>
      act(() => app.store.setState(({ engine }) => ({ engine: { ...engine, status: null, phase } })));
    set('idle');
    expect(chip()).toBe('Engine not started');
    set('starting');
    expect(chip()).toBe('Starting the engine …');
    set('failed');
    expect(chip()).toBe('The engine did not start');
  });

  test('is named in the chip of the backend', () => {
    const { app } = renderScene({}, { part: <BackendChip /> });
    const chip = (): string | null => screen.getByRole('button').getAttribute('aria-label');
    expect(chip()).toMatch(/· f32$/);
    act(() =>
      app.store.setState(({ engine }) => ({
        engine: { ...engine, status: engine.status && { ...engine.status, precision: 'f16' } },
      })),
    );
    expect(chip()).toMatch(/· f16 inputs$/);
  });
});

describe('where the time goes', () => {
  const bars = () =>
    [...panel().querySelectorAll('.profile-bars > div')].map((row) => row.textContent.replaceAll(nbsp, ' '));

  test('longest first, short ones together, with what the times are worth', async () => {
    const { user } = await onGpu({ paused: true });
    expect(panel().textContent).toContain('makes up to 9 steps');
    await user.click(screen.getByRole('button', { name: 'Profile 8 steps' }));
    await waitFor(() => expect(bars()).toHaveLength(7));
    expect(bars()[0]).toBe('linear-backward8×4.0 ms40 %');
    expect(bars().at(-1)).toBe('5 others9×500 µs5.0 %');
    const text = panel().textContent.replaceAll(nbsp, ' ');
    expect(text).toContain('Average of 8 steps: all kernels together 10 ms. The median step takes 10 ms.');
    expect(text).toContain('round the clock of the GPU to 0.1 ms');
  });

  test('while it lasts it counts the steps', async () => {
    const { tab, user } = await onGpu();
    const answer = tab.wire.silence('run.profile');
    await user.click(screen.getByRole('button', { name: 'Profile 8 steps' }));
    act(() => tab.app.store.setState(({ run }) => ({ run: { ...run, profiling: { made: 2, of: 8 } } })));
    expect(panel().textContent).toContain('2 of 8 steps timed');
    await act(async () => answer());
    await waitFor(() => expect(bars().length).toBeGreaterThan(0));
  });

  test('a palette command opens the panel', async () => {
    const { user } = await onGpu();
    await user.click(within(panel()).getByRole('button', { name: 'Kernels' }));
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox', { name: 'Command palette' }), 'profile{Enter}');
    await waitFor(() => expect(bars().length).toBeGreaterThan(0));
  });

  test.each<[NoProfile, RegExp]>([
    ['too-many-kernels', /more kernels than the device can tell apart/],
    ['no-steps', /no step to time/],
  ])('a profile that came to nothing (%s) says why', async (reason, words) => {
    const { tab } = await onGpu();
    act(() => tab.app.store.setState(({ run }) => ({ run: { ...run, profile: { kind: 'none', reason } } })));
    expect(panel().textContent).toMatch(words);
  });

  test('a device without timestamps and a processor say so in words', async () => {
    const { tab } = await onGpu({ features: [] });
    expect(panel().textContent).toContain('no GPU timestamps');
    act(() => tab.app.store.setState(({ engine }) => ({ engine: { ...engine, status: fakeBackend } })));
    expect(panel().textContent).toContain('nothing to profile this way');
    expect(within(panel()).queryByRole('button', { name: 'Profile 8 steps' })).toBeNull();
  });
});

describe('words and bars', () => {
  const zh = engineTranslator('zh');

  test('what the engine tells by code has words, and every number is in them', () => {
    const product = { kind: 'product', layout: 'NT', bias: true, rows: 20, columns: 36, inner: 12 } as const;
    expect(taskName(zh, product)).toBe('矩阵乘积 A·Bᵀ + 偏置');
    expect(taskShape(zh, product)).toBe('20 × 36，对 12 项求和');
    expect(taskShape(zh, { kind: 'linear-backward', rows: 20, inputs: 12, outputs: 36 })).toBe('20 × 12 → 36');
    const norm = { kind: 'rms-norm', rows: 768, width: 64 } as const;
    expect([taskName(zh, norm), taskShape(zh, norm)]).toEqual(['均方根归一化', '768 × 64']);
    const shape = { batch: 12, time: 64, heads: 4, headWidth: 16 } as const;
    const plain = { kind: 'attention', ...shape, keyValueHeads: 4, mask: 'causal', positions: 'none' } as const;
    expect(taskShape(zh, plain)).toBe('12 × 4 个宽 16 的头，64 个词元');
    expect(taskShape(engineTranslator('en'), { ...plain, keyValueHeads: 2, mask: 'prefix', positions: 'rope' })).toBe(
      '12 × 4 heads of 16, 64 tokens · 2 of keys · prefix mask · RoPE',
    );
    expect(refusalWords(zh, { code: 'wrong', buffer: 'output', at: 3, actual: NaN, expected: 0.5 })).toBe(
      'output[3] 为 NaN，应为 0.5',
    );
    expect(refusalWords(zh, { code: 'invalid', message: 'no WGSL' })).toBe('设备不接受：no WGSL');
    expect(unrepeatableWords(zh, { code: 'read' })).toBe('一步的中途读取了结果');
    expect(unrepeatableWords(zh, { code: 'upload' })).toBe('一步的中途上传了数据');
  });

  test('folding loses no time, folds no single kernel, and survives a clock that shows nothing', () => {
    const folded = foldKernels(fakeTimes);
    expect(folded.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(10);
    expect(folded.map(({ kernels }) => kernels)).toEqual([1, 1, 1, 1, 1, 1, 5]);
    expect(foldKernels(fakeTimes.slice(0, 7)).map(({ kernels }) => kernels)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(foldKernels([{ kernel: 'add', runs: 1, ms: 0 }])).toEqual([
      { kernel: 'add', kernels: 1, runs: 1, ms: 0, share: 0 },
    ]);
  });
});

test('is explained beside its name, and has no barrier that axe knows', async () => {
  const { user, tab } = await onGpu();
  await act(async () => {
    await tab.app.actions.engine.retune(false);
    await tab.app.actions.run.profile();
  });
  const { violations } = await axe.run(panel(), { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'About Kernels' }));
  await waitFor(() => expect(screen.getByRole('dialog').textContent).toContain('thousands of numbers at once'));
});
