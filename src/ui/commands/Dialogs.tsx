/** Whichever dialog is open; each loads when it is first asked for. */
import { lazy, Suspense } from 'react';
import { useAppState } from '../context/app.tsx';

const Palette = lazy(() => import('./Palette.tsx'));
const OpenModelDialog = lazy(() => import('../files/OpenModelDialog.tsx'));
const KeyboardHelp = lazy(() => import('./KeyboardHelp.tsx'));

export function Dialogs() {
  const dialog = useAppState((state) => state.view.dialog);
  return (
    <Suspense>
      {dialog === 'palette' && <Palette />}
      {dialog === 'open-model' && <OpenModelDialog />}
      {dialog === 'help' && <KeyboardHelp />}
    </Suspense>
  );
}
