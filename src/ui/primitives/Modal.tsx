/**
 * A modal dialog on the browser's own <dialog>: it traps focus, closes on Escape, makes the rest inert and restores
 * focus without injecting a style element, which the Content-Security-Policy would refuse.
 */
import { CloseIcon } from './icons.ts';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useI18n } from '../context/language.tsx';
import { classes } from './classes.ts';
import { IconButton } from './IconButton.tsx';

interface ModalProps {
  readonly title: string;
  /** Keep the title for screen readers only. */
  readonly bare?: boolean;
  readonly className?: string;
  /** Where there is nothing to type into. */
  readonly focusTitle?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Marks the element that gets the focus when the dialog opens. */
export const initialFocus = { 'data-initial-focus': true };

export function Modal({ title, bare = false, className, focusTitle = false, onClose, children }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { t } = useI18n();
  // The browser gives the focus back when it closes, which must be before the element is gone.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // By itself the browser would focus the close button.
    dialog?.querySelector<HTMLElement>('[data-initial-focus]')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    // The dialog fills its padding box with .modal-body, so a click on the element itself is a click on the backdrop.
    <dialog
      ref={ref}
      className={classes('modal', className)}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      <div className="modal-body">
        <header className={bare ? 'visually-hidden' : 'modal-head'}>
          <h2 id={titleId} tabIndex={-1} {...(focusTitle ? initialFocus : {})}>
            {title}
          </h2>
          {!bare && <IconButton icon={CloseIcon} label={t('close')} quiet hint={false} onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  );
}
