/**
 * The rows of the tree with the keys of the ARIA pattern "tree view": one stop for Tab, arrows inside, selection follows
 * the focus. Depth is said by `aria-level` and shown by indentation.
 */
import { type KeyboardEvent, useRef } from 'react';
import type { FamilyRow } from '../../../domain/races/family.ts';
import { highlightRun } from '../../charts/crosshair.ts';
import { RunSwatch } from '../../charts/RunSwatch.tsx';
import { useAppState } from '../../context/app.tsx';
import { useI18n } from '../../context/language.tsx';
import { fixed, whole } from '../../format/numbers.ts';
import { ChevronDownIcon, ChevronRightIcon } from '../../primitives/icons.ts';
import type { RunRelative } from './relatives.ts';
import { useFamilyWords } from './useFamilyWords.ts';

interface FamilyTreeProps {
  readonly rows: readonly FamilyRow<RunRelative>[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  /** Opens or closes the branch below a row. */
  readonly onExpand: (id: string, expanded: boolean) => void;
}

function RowText({ row }: { readonly row: FamilyRow<RunRelative> }) {
  const say = useFamilyWords();
  const { local } = useI18n();
  const current = useAppState((state) => state.run.runId === row.id);
  const { relative } = row;
  if (relative === null) {
    return (
      <>
        <span className="muted">{row.name}</span> <span className="tag">{say('gone')}</span>
      </>
    );
  }
  const { colour, name, origin, step, valLossNats, run } = relative;
  return (
    <>
      <RunSwatch colour={colour} />
      <strong className="truncate">{name}</strong>
      {run === null && <span className="tag">{say('racing')}</span>}
      {current && <span className="tag">{say('current')}</span>}
      <span className="difference grow">
        {origin !== null && say('from', { step: whole(origin.step), changes: local(origin.changes) })}
      </span>
      <span className="family-figures">
        <span className="num muted">{whole(step)}</span>{' '}
        <span className="num strong">{valLossNats === null ? '–' : fixed(valLossNats, 3)}</span>
      </span>
    </>
  );
}

export function FamilyTree({ rows, selected, onSelect, onExpand }: FamilyTreeProps) {
  const say = useFamilyWords();
  const list = useRef<HTMLUListElement>(null);
  const go = (index: number): void => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (row === undefined) return;
    onSelect(row.id);
    list.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[rows.indexOf(row)]?.focus();
  };
  const keys = (event: KeyboardEvent, row: FamilyRow<RunRelative>): void => {
    const at = rows.indexOf(row);
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => (row.expanded ? go(at + 1) : row.children > 0 && onExpand(row.id, true)),
      ArrowLeft: () =>
        row.expanded
          ? onExpand(row.id, false)
          : row.parentId !== null && go(rows.findIndex(({ id }) => id === row.parentId)),
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  return (
    <ul className="family-tree" role="tree" aria-label={say('title')} ref={list}>
      {rows.map((row) => (
        <li
          key={row.id}
          role="treeitem"
          aria-level={row.level}
          aria-posinset={row.place}
          aria-setsize={row.siblings}
          aria-selected={row.id === selected}
          {...(row.children > 0 && { 'aria-expanded': row.expanded })}
          tabIndex={row.id === selected ? 0 : -1}
          style={{ paddingInlineStart: `${8 + 20 * (row.level - 1)}px` }}
          onClick={() => onSelect(row.id)}
          onDoubleClick={() => onExpand(row.id, !row.expanded)}
          onFocus={() => onSelect(row.id)}
          onKeyDown={(event) => keys(event, row)}
          onPointerEnter={() => highlightRun(row.id)}
          onPointerLeave={() => highlightRun(null)}
        >
          <span className="family-fold" aria-hidden onClick={() => onExpand(row.id, !row.expanded)}>
            {row.children > 0 &&
              (row.expanded ? <ChevronDownIcon className="icon" /> : <ChevronRightIcon className="icon" />)}
          </span>
          <RowText row={row} />
        </li>
      ))}
    </ul>
  );
}
