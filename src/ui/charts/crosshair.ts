/** Where the pointer is, in units of the x axis, and which run it is on: shared by all charts, so that they move together. */
import { createStore, useStore } from 'zustand';

interface CrosshairState {
  readonly x: number | null;
  readonly runId: string | null;
}

const store = createStore<CrosshairState>(() => ({ x: null, runId: null }));

export const moveCrosshair = (x: number | null): void => store.setState({ x });
export const highlightRun = (runId: string | null): void => store.setState({ runId });
export const useCrosshair = (): number | null => useStore(store, (state) => state.x);
export const useHighlight = (): string | null => useStore(store, (state) => state.runId);
