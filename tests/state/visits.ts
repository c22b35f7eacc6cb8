/** Fake tabs of a fake browser, booted with fake timers: what the tests of opening the page share. */
import { beforeEach, vi } from 'vitest';
import { createFakeBrowser, type FakeBrowser, type FakeTab, openTab, type TabOptions } from './testApp.ts';

export interface Visits {
  readonly browser: () => FakeBrowser;
  /** Another browser than the usual one, for this test. */
  readonly use: (other: FakeBrowser) => void;
  /** Closed after the test. */
  readonly keep: (tab: FakeTab) => void;
  readonly boot: (tab: FakeTab) => Promise<FakeTab>;
  readonly open: (options?: TabOptions) => Promise<FakeTab>;
  readonly reload: (tab: FakeTab) => Promise<FakeTab>;
}

export const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

export function useVisits(): Visits {
  let browser: FakeBrowser;
  let tabs: FakeTab[] = [];

  beforeEach(() => {
    vi.useFakeTimers({ now: 1e6 });
    browser = createFakeBrowser();
    tabs = [];
    return () => {
      tabs.forEach((tab) => tab.close());
      vi.useRealTimers();
    };
  });

  const boot = async (tab: FakeTab): Promise<FakeTab> => {
    tabs.push(tab);
    const booting = tab.app.boot();
    await settle(3000);
    await booting;
    return tab;
  };

  return {
    browser: () => browser,
    use(other) {
      browser = other;
    },
    keep: (tab) => void tabs.push(tab),
    boot,
    open: (options) => boot(openTab(browser, options)),
    reload: (tab) => boot(tab.reload()),
  };
}

export async function train(tab: FakeTab, steps: number): Promise<void> {
  tab.wire.engine.advance(steps);
  await settle(3000);
}

export const run = (tab: FakeTab) => tab.state().run;
export const codes = (tab: FakeTab): string[] => tab.state().errors.map(({ report }) => report.code);
