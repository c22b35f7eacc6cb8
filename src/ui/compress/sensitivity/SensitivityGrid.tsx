/** The map itself: a row for each matrix, a column for each level. One cell can be reached by tab, the others by arrow keys. */
import { type KeyboardEvent, useRef, useState } from 'react';
import { shortMatrix } from '../../../domain/compression/recipe/only.ts';
import type { SensitivityCell } from '../../../protocol/sensitivity.ts';
import type { SensitivityMap } from '../../../state/sensitivity/contract.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { bytes } from '../../format/numbers.ts';
import { axisOfMap, levelText, riseText, shadeOf } from './mapFigures.ts';
import { useSensitivityWords } from './useSensitivityWords.ts';

interface Place {
  readonly row: number;
  readonly column: number;
}

const moves: Readonly<Record<string, (place: Place, last: Place) => Place>> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { column }) => ({ row, column }),
};

const within = (value: number, last: number): number => Math.max(0, Math.min(last, value));

export function SensitivityGrid({ map }: { readonly map: SensitivityMap }) {
  const say = useSensitivityWords();
  const { sensitivity } = useActions();
  const painted = useAppState((state) => state.sensitivity.painted);
  const grid = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<Place>({ row: 0, column: 0 });
  const axis = axisOfMap(map);
  const { matrices, levels } = map;
  const last = { row: matrices.length - 1, column: levels.length - 1 };
  const cells = new Map(map.cells.map((cell) => [`${cell.name} ${cell.level}`, cell]));

  const onKey = (event: KeyboardEvent, place: Place): void => {
    const name = matrices[place.row]?.name;
    const level = levels[place.column];
    if ((event.key === ' ' || event.key === 'Enter') && name !== undefined && level !== undefined) {
      event.preventDefault();
      sensitivity.paint(name, level);
      return;
    }
    const moved = moves[event.key]?.(place, last);
    if (moved === undefined) return;
    event.preventDefault();
    const next = { row: within(moved.row, last.row), column: within(moved.column, last.column) };
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-at="${next.row}-${next.column}"]`)?.focus();
  };

  const labelOf = (name: string, level: number, cell: SensitivityCell | undefined): string => {
    const values = { name: shortMatrix(name), level: levelText(say, axis, level) };
    if (cell === undefined) return say('cellMissing', values);
    const text = say('cell', { ...values, rise: riseText(cell.riseNats), size: bytes(cell.bytes) });
    return painted[name] === level ? text + say('paintedCell') : text;
  };

  return (
    <div className="table-box scroll">
      <table className="sensitivity-grid" role="grid" aria-label={say('sensitivity')} ref={grid}>
        <thead>
          <tr>
            <th scope="col">{say('matrix')}</th>
            {levels.map((level) => {
              const text = levelText(say, axis, level);
              return (
                <th key={level} scope="col">
                  <button
                    type="button"
                    className="link"
                    title={say('column', { level: text })}
                    aria-label={say('column', { level: text })}
                    onClick={() =>
                      sensitivity.setPainted(Object.fromEntries(matrices.map(({ name }) => [name, level])))
                    }
                  >
                    {text}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {matrices.map(({ name }, row) => (
            <tr key={name}>
              <th scope="row" className="mono">
                {shortMatrix(name)}
              </th>
              {levels.map((level, column) => {
                const cell = cells.get(`${name} ${level}`);
                const here = at.row === row && at.column === column;
                return (
                  <td
                    key={level}
                    role="gridcell"
                    data-at={`${row}-${column}`}
                    data-shade={cell === undefined ? undefined : shadeOf(cell.riseNats)}
                    aria-selected={painted[name] === level}
                    aria-label={labelOf(name, level, cell)}
                    tabIndex={here ? 0 : -1}
                    onFocus={() => setAt({ row, column })}
                    onClick={() => sensitivity.paint(name, level)}
                    onKeyDown={(event) => onKey(event, { row, column })}
                  >
                    <span>{cell === undefined ? '·' : riseText(cell.riseNats)}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
