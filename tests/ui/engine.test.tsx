/** Memory before a run, and how close its steps come to what the machine can do. */
import { act, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { EngineSection } from '../../src/ui/panels/engine/EngineSection.tsx';
import { SettingsColumn } from '../../src/ui/settings/SettingsColumn.tsx';
import { MemoryWarning } from '../../src/ui/settings/MemoryWarning.tsx';
import { fakeBackend } from '../state/fakeEngine.ts';
import { renderScene, renderTab, screen, type Shown, within } from './renderApp.tsx';
import type { SceneApp } from './harness/sceneApp.ts';

const ledger = (): ReturnType<typeof within> => within(screen.getByRole('region', { name: 'Memory' }));
const row = (name: string): string | undefined =>
  ledger().getByText(name, { selector: 'dt' }).parentElement?.querySelector('dd')?.textContent;

/** As if the device allowed so much. */
function limitTo({ app }: Shown<SceneApp>, limitBytes: number): void {
  const memory = { limitBytes, startBytes: 0, keepsAttention: false };
  act(() =>
    app.store.setState(({ engine }) => ({
      engine: { ...engine, status: { ...(engine.status ?? fakeBackend), memory } },
    })),
  );
}

describe('memory', () => {
  const part = (
    <>
      <MemoryWarning />
      <SettingsColumn />
    </>
  );

  test('is predicted part by part, follows the edit, and stands beside what is measured and the limit', () => {
    const shown = renderScene({}, { part });
    limitTo(shown, 4e9);
    expect(row('Weights')).toBe(row('Gradients'));
    const before = row('Activations and their gradients');
    expect(row('Measured')).toBe('41.0\u00a0MB');
    act(() => shown.app.actions.config.setValue('training.batchSize', 24));
    expect(row('Activations and their gradients')).not.toBe(before);
    expect(ledger().getByRole('meter').getAttribute('aria-valuetext')).toMatch(/^\d\.\d\u00a0%$/);
    expect(ledger().getByText(/of 4.00 GB/)).toBeTruthy();
  });

  test('what is measured belongs to the running model while another is being edited', () => {
    renderScene({ name: 'edited' }, { part });
    expect(row('Measured, of the running model')).toBe('41.0\u00a0MB');
  });

  test('before the engine has started there is a prediction and no limit', () => {
    renderScene({ name: 'start' }, { part });
    expect(row('Predicted')).toMatch(/MB$/);
    expect(row('Measured')).toBe('once it runs');
    expect(ledger().queryByRole('meter')).toBeNull();
  });

  test('a run that cannot fit is told of before it is started, with a batch that fits', async () => {
    const shown = renderScene({}, { part });
    expect(screen.queryByRole('status')).toBeNull();
    limitTo(shown, 12e6);
    expect(screen.getByRole('status').textContent).toContain('cannot start');
    await shown.user.click(screen.getByRole('button', { name: /^Use batches of/ }));
    expect(shown.app.store.getState().config.config.training.batchSize).toBeLessThan(12);
    expect(screen.queryByRole('status')).toBeNull();
  });

  test('where no batch is small enough, a smaller model is advised', async () => {
    const shown = renderScene({}, { part });
    limitTo(shown, 1e5);
    await shown.user.click(screen.getByRole('button', { name: 'Choose a smaller model' }));
    await waitFor(() => expect(document.activeElement?.id).toBe('setting-model-width'));
  });
});

describe('limits', () => {
  const part = <EngineSection />;
  const panel = (): HTMLElement => screen.getByRole('region', { name: 'Share of the limit' });
  const disclosure = (): HTMLElement => screen.getByRole('button', { name: 'Share of the limit' });

  test('opening the panel measures once; measuring again is a button', async () => {
    const { tab, user } = renderTab({ part });
    await act(() => tab.app.boot());
    expect(tab.wire.requestsOf('engine.measure')).toHaveLength(0);
    await user.click(disclosure());
    await waitFor(() => expect(panel().textContent).toContain('1.00\u00a0TFLOP/s'));
    expect(panel().textContent).toContain('100\u00a0GB/s');
    expect(panel().textContent).toContain('10\u00a0µs');
    expect(panel().textContent).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d/);
    await user.click(disclosure());
    await user.click(disclosure());
    expect(tab.wire.requestsOf('engine.measure')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Measure again' }));
    await waitFor(() => expect(tab.wire.requestsOf('engine.measure')).toHaveLength(2));
  });

  test('while it lasts it says so, and cannot be asked for again', async () => {
    const { tab, user } = renderTab({ part });
    await act(() => tab.app.boot());
    const answer = tab.wire.silence('engine.measure');
    await user.click(disclosure());
    expect(screen.getByRole('status').textContent).toContain('Measuring');
    expect(screen.getByRole('button', { name: 'Measure this machine' }).hasAttribute('disabled')).toBe(true);
    await act(async () => answer());
    await waitFor(() => expect(panel().textContent).toContain('TFLOP/s'));
  });

  /** A step of 3.9 GFLOP, 0.4 GB and 67 kernels in 10 ms on a machine of 1 TFLOP/s, 100 GB/s and 10 µs. */
  async function running(onGpu: boolean) {
    const shown = renderTab({ part });
    const { tab } = shown;
    await act(async () => {
      await tab.app.boot();
      await tab.app.actions.run.start();
      tab.wire.engine.advance(40);
      await tab.app.actions.engine.measure();
    });
    if (onGpu) {
      const status = { ...fakeBackend, backend: 'webgpu' } as const;
      act(() => tab.app.store.setState(({ engine }) => ({ engine: { ...engine, status } })));
    }
    await shown.user.click(disclosure());
    return shown;
  }

  test('a step is compared with arithmetic and memory, with the limit, and with its preparation', async () => {
    await running(true);
    const text = panel().textContent;
    expect(text).toContain('47\u00a0% of what is possible');
    for (const time of ['10\u00a0ms', '4.7\u00a0ms', '3.9\u00a0ms', '4.0\u00a0ms', '670\u00a0µs', '1.0\u00a0ms'])
      expect(text).toContain(time);
    const ratios = [...panel().querySelectorAll('.limit-ratios dd')].map((element) => element.textContent);
    expect(ratios).toEqual(['2.5×', '2.1×', '10\u00a0%']);
    expect(text).toContain('Memory sets the limit');
  });

  test('where the processor does the work itself, there is no preparation to compare', async () => {
    await running(false);
    expect(panel().textContent).not.toContain('preparation by JavaScript');
    expect(panel().textContent).toContain('the processor does the work itself');
  });

  test('is explained in the right column and beside its name', async () => {
    const { app, user } = renderScene({}, { part });
    await user.hover(panel());
    await waitFor(() => expect(app.store.getState().view.explained).toBe('engine.limit'));
    await user.click(screen.getByRole('button', { name: 'About Share of the limit' }));
    await waitFor(() => expect(screen.getByRole('dialog').textContent).toContain('Roofline'));
  });
});
