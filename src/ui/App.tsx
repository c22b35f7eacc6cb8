/** The screen: what one chooses, what happens, why; three columns, a drawer, or tabs, as the window allows. */
import { Tooltip } from 'radix-ui';
import { useState } from 'react';
import type { App as Application } from '../state/contract.ts';
import { AppProvider, useAppState } from './context/app.tsx';
import { LanguageProvider } from './context/language.tsx';
import { useTheme } from './context/theme.ts';
import { Dialogs } from './commands/Dialogs.tsx';
import { ErrorStack } from './errors/ErrorStack.tsx';
import { Columns } from './shell/Columns.tsx';
import { DropTarget } from './shell/DropTarget.tsx';
import { LiveRegion } from './shell/LiveRegion.tsx';
import { SkipLink } from './shell/SkipLink.tsx';
import { TopBar } from './shell/TopBar.tsx';
import { TransportBar } from './shell/TransportBar.tsx';
import { useLayout } from './context/media.ts';

function Screen() {
  useTheme(useAppState((state) => state.preferences.theme));
  const layout = useLayout();
  const [drawerOpen, setDrawerOpen] = useState(false);
  const drawer = layout === 'tablet' ? { open: drawerOpen, toggle: () => setDrawerOpen(!drawerOpen) } : null;
  return (
    <div className="app" data-layout={layout}>
      <SkipLink />
      <TopBar drawer={drawer} />
      <TransportBar />
      <Columns layout={layout} drawerOpen={drawerOpen} onCloseDrawer={() => setDrawerOpen(false)} />
      <ErrorStack />
      <Dialogs />
      <DropTarget />
      <LiveRegion />
    </div>
  );
}

function Localised() {
  const language = useAppState((state) => state.preferences.language);
  return (
    <LanguageProvider language={language}>
      <Tooltip.Provider delayDuration={350} skipDelayDuration={150}>
        <Screen />
      </Tooltip.Provider>
    </LanguageProvider>
  );
}

export function App({ app }: { readonly app: Application }) {
  return (
    <AppProvider app={app}>
      <Localised />
    </AppProvider>
  );
}
