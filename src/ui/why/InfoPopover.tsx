/** The ⓘ beside a setting: its explanation, without leaving the control. */
import { Popover } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { useI18n } from '../context/language.tsx';
import { InfoIcon } from '../primitives/icons.ts';
import { isRecipeSubject } from './recipeSubject.ts';

const RecipeExplanation = lazy(() => import('../compress/RecipeExplanation.tsx'));
const SubjectExplanation = lazy(() => import('./SubjectExplanation.tsx'));

/** Focus goes to the card itself, whose first focusable part may be far down in it. */
function focusContent(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

export function InfoPopover({ subject, name }: { readonly subject: string; readonly name: string }) {
  const { t } = useI18n();
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className="mini info" aria-label={t('explain', { name })}>
          <InfoIcon aria-hidden />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover"
          side="right"
          align="start"
          sideOffset={10}
          collisionPadding={12}
          aria-label={name}
          tabIndex={-1}
          onOpenAutoFocus={focusContent}
        >
          <Suspense>
            {isRecipeSubject(subject) ? (
              <RecipeExplanation subject={subject} />
            ) : (
              <SubjectExplanation subject={subject} />
            )}
          </Suspense>
          <Popover.Arrow className="popover-arrow" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
