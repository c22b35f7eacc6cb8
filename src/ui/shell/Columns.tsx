/** Places the three columns; on a phone one at a time, chosen by tabs at the bottom. */
import {
  Activity,
  type KeyboardEvent,
  lazy,
  type ReactNode,
  type Ref,
  Suspense,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { fieldAt } from '../../domain/config/fields.ts';
import type { ViewState } from '../../state/contract.ts';
import { useActions, useApp, useAppState } from '../context/app.tsx';
import type { Layout } from '../context/media.ts';
import { useI18n } from '../context/language.tsx';
import { BookIcon, ChartIcon, CloseIcon, type LucideIcon, SettingsIcon } from '../primitives/icons.ts';
import { IconButton } from '../primitives/IconButton.tsx';
import { ProblemBar } from '../errors/ProblemBar.tsx';
import { Results } from '../panels/Results.tsx';
import { mainId } from './SkipLink.tsx';
import { MemoryWarning } from '../settings/MemoryWarning.tsx';
import { SettingsColumn } from '../settings/SettingsColumn.tsx';
import { onShowField } from '../settings/fieldId.ts';
import { WhyColumn } from '../why/WhyColumn.tsx';

const RecipeColumn = lazy(() => import('../compress/RecipeColumn.tsx'));
const RaceView = lazy(() => import('../races/RaceView.tsx'));
const CompressResults = lazy(() => import('../compress/CompressResults.tsx'));

type Column = 'settings' | 'results' | 'why';

const icons: Readonly<Record<Column, LucideIcon>> = { settings: SettingsIcon, results: ChartIcon, why: BookIcon };
const order: readonly Column[] = ['settings', 'results', 'why'];

interface ColumnsProps {
  readonly layout: Layout;
  readonly drawerOpen: boolean;
  readonly onCloseDrawer: () => void;
}

interface ColumnBoxProps {
  readonly column: Column;
  /** The column that the page is about: the middle one, or on a phone whichever is shown. */
  readonly main?: boolean;
  readonly children: ReactNode;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly ref?: Ref<HTMLElement>;
}

function ColumnBox({ column, main = false, children, onKeyDown, ref }: ColumnBoxProps) {
  const { t } = useI18n();
  const Element = main ? 'main' : 'aside';
  return (
    <Element
      ref={ref}
      className={`column ${column} scroll`}
      id={main ? mainId : column}
      aria-label={t(column)}
      onKeyDown={onKeyDown}
      {...(main ? { tabIndex: -1 } : {})}
    >
      {children}
    </Element>
  );
}

function Loading() {
  return <p className="empty">{useI18n().t('placeLoading')}</p>;
}

const why = <WhyColumn />;

const settings = (
  <>
    <ProblemBar />
    <MemoryWarning />
    <SettingsColumn />
  </>
);

const contentsOf: Readonly<Record<ViewState['place'], Readonly<Record<Column, ReactNode>>>> = {
  train: {
    settings,
    results: <Results />,
    why,
  },
  race: {
    settings,
    results: (
      <Suspense fallback={<Loading />}>
        <RaceView />
      </Suspense>
    ),
    why,
  },
  compress: {
    settings: (
      <Suspense fallback={<Loading />}>
        <RecipeColumn />
      </Suspense>
    ),
    results: (
      <Suspense fallback={<Loading />}>
        <CompressResults />
      </Suspense>
    ),
    why,
  },
};

/** One at a time. What was opened or written in the others, and where they were scrolled to, is there when they come back. */
function OneColumn({
  shown,
  contents,
}: {
  readonly shown: Column;
  readonly contents: Readonly<Record<Column, ReactNode>>;
}) {
  const box = useRef<HTMLElement>(null);
  const places = useRef(new Map<Column, number>());
  const [seen, setSeen] = useState<readonly Column[]>([shown]);
  if (!seen.includes(shown)) setSeen([...seen, shown]);
  useLayoutEffect(() => {
    const { current: element } = box;
    const { current: remembered } = places;
    if (!element) return;
    element.scrollTop = remembered.get(shown) ?? 0;
    const remember = (): void => void remembered.set(shown, element.scrollTop);
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [shown]);
  return (
    <ColumnBox column={shown} main ref={box}>
      {seen.map((column) => (
        <Activity key={column} mode={column === shown ? 'visible' : 'hidden'}>
          {contents[column]}
        </Activity>
      ))}
    </ColumnBox>
  );
}

export function Columns({ layout, drawerOpen, onCloseDrawer }: ColumnsProps) {
  const { t } = useI18n();
  const [shown, setShown] = useState<Column>('results');
  const { preferences, view } = useActions();
  const { store } = useApp();
  const place = useAppState((state) => state.view.place);
  const contents = contentsOf[place];
  useEffect(
    () =>
      onShowField((path) => {
        setShown('settings');
        view.goTo('train');
        const section = fieldAt(store.getState().config.config, path)?.section ?? 'training';
        const id = `section-${section}`;
        if (store.getState().preferences.layout.folded.includes(id)) preferences.toggleFolded(id);
      }),
    [preferences, store, view],
  );
  if (layout === 'phone') {
    return (
      <>
        <OneColumn shown={shown} contents={contents} />
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
      <ColumnBox column="settings">{contents.settings}</ColumnBox>
      <ColumnBox column="results" main>
        {contents.results}
      </ColumnBox>
      {layout === 'desktop' && <ColumnBox column="why">{contents.why}</ColumnBox>}
      {layout === 'tablet' && drawerOpen && (
        <ColumnBox column="why" onKeyDown={(event) => event.key === 'Escape' && onCloseDrawer()}>
          <IconButton
            icon={CloseIcon}
            label={t('close')}
            quiet
            hint={false}
            className="drawer-close"
            autoFocus
            onClick={onCloseDrawer}
          />
          {contents.why}
        </ColumnBox>
      )}
    </>
  );
}
