/** Places the three columns; on a phone one at a time, chosen by tabs at the bottom. */
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import type { Layout } from '../context/media.ts';
import { useI18n } from '../context/language.tsx';
import { BookIcon, ChartIcon, CloseIcon, type LucideIcon, SettingsIcon } from '../primitives/icons.ts';
import { IconButton } from '../primitives/IconButton.tsx';
import { ProblemBar } from '../errors/ProblemBar.tsx';
import { Results } from '../panels/Results.tsx';
import { SettingsColumn } from '../settings/SettingsColumn.tsx';
import { onShowField } from '../settings/fieldId.ts';
import { WhyColumn } from '../why/WhyColumn.tsx';

type Column = 'settings' | 'results' | 'why';

const icons: Readonly<Record<Column, LucideIcon>> = { settings: SettingsIcon, results: ChartIcon, why: BookIcon };
const order: readonly Column[] = ['settings', 'results', 'why'];

interface ColumnsProps {
  readonly layout: Layout;
  readonly drawerOpen: boolean;
  readonly onCloseDrawer: () => void;
}

function Settings() {
  const { t } = useI18n();
  return (
    <aside className="column settings scroll" id="settings" aria-label={t('settings')}>
      <ProblemBar />
      <SettingsColumn />
    </aside>
  );
}

function Middle() {
  const { t } = useI18n();
  return (
    <main className="column results scroll" id="results" tabIndex={-1} aria-label={t('results')}>
      <Results />
    </main>
  );
}

function Why({
  children,
  onKeyDown,
}: {
  readonly children?: ReactNode;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}) {
  const { t } = useI18n();
  return (
    <aside className="column why scroll" id="why" aria-label={t('why')} onKeyDown={onKeyDown}>
      {children}
      <WhyColumn />
    </aside>
  );
}

export function Columns({ layout, drawerOpen, onCloseDrawer }: ColumnsProps) {
  const { t } = useI18n();
  const [shown, setShown] = useState<Column>('results');
  useEffect(() => onShowField(() => setShown('settings')), []);
  if (layout === 'phone') {
    return (
      <>
        {shown === 'settings' && <Settings />}
        {shown === 'results' && <Middle />}
        {shown === 'why' && <Why />}
        <nav className="phone-tabs" aria-label={t('columns')}>
          {order.map((column) => {
            const Icon = icons[column];
            return (
              <button
                key={column}
                type="button"
                aria-current={column === shown ? 'page' : undefined}
                onClick={() => setShown(column)}
              >
                <Icon className="icon" aria-hidden />
                {t(column)}
              </button>
            );
          })}
        </nav>
      </>
    );
  }
  return (
    <>
      <Settings />
      <Middle />
      {layout === 'desktop' && <Why />}
      {layout === 'tablet' && drawerOpen && (
        <Why onKeyDown={(event) => event.key === 'Escape' && onCloseDrawer()}>
          <IconButton
            icon={CloseIcon}
            label={t('close')}
            quiet
            hint={false}
            className="drawer-close"
            autoFocus
            onClick={onCloseDrawer}
          />
        </Why>
      )}
    </>
  );
}
