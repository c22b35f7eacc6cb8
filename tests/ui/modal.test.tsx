/** A dialog is closed while it is still in the page: only then does the browser give the focus back. */
import { expect, test } from 'vitest';
import { Modal } from '../../src/ui/primitives/Modal.tsx';
import { useState } from 'react';
import { renderTab, screen } from './renderApp.tsx';

function Page() {
  const [open, setOpen] = useState(true);
  return (
    open && (
      <Modal title="Something" onClose={() => setOpen(false)}>
        nothing
      </Modal>
    )
  );
}

test('is in the page when it is closed', async () => {
  const { user } = renderTab({ part: <Page /> });
  const dialog = screen.getByRole<HTMLDialogElement>('dialog');
  let wasConnected: boolean | null = null;
  Object.assign(dialog, { close: () => (wasConnected = dialog.isConnected) });
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(wasConnected).toBe(true);
});
