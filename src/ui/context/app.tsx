/** Gives components the application: its state through selectors, its actions, its metrics. */
import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { App, AppActions, AppState } from '../../state/contract.ts';

const AppContext = createContext<App | null>(null);

export function AppProvider({ app, children }: { readonly app: App; readonly children: ReactNode }) {
  return <AppContext value={app}>{children}</AppContext>;
}

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('useApp: no AppProvider above this component');
  return app;
}

/** Re-renders only when the selected part changes; select references, never build new objects. */
export const useAppState = <T,>(selector: (state: AppState) => T): T => useStore(useApp().store, selector);

export const useActions = (): AppActions => useApp().actions;
