/** The points of a drawn schedule, over its picture: dragged, moved by arrow keys, added and removed. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { parsePoints, printPoints, type CurvePoint } from '../../../domain/schedules/points.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { insertPoint, movePoint, pointBehind, removePoint } from './editPoints.ts';
import { height, pixelX, pixelY, placeIn, width } from './picture.ts';
import { useScheduleWords } from './useScheduleWords.ts';

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** What a key adds to a point: percent and factor. */
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 0.02],
  ArrowDown: [0, -0.02],
};
const further = 5;

/** @param path of the setting that holds the points */
export function PointEditor({ path }: { readonly path: string }) {
  const say = useScheduleWords();
  const { config } = useActions();
  const text = useAppState((state) => {
    const values: Readonly<Record<string, unknown>> = state.config.config.schedule;
    return String(values[path.split('.')[1] ?? '']);
  });
  const surface = useRef<SVGSVGElement>(null);
  const [chosen, setChosen] = useState(0);
  const points = parsePoints(text);
  // While somebody types, there may be none; the field says what is wrong.
  if (points === null) return null;
  const at = Math.min(chosen, points.length - 1);

  const put = (next: readonly CurvePoint[]): void => {
    const printed = printPoints(next);
    if (printed !== text) config.setValue(path, printed);
  };
  const focus = (index: number): void => {
    setChosen(index);
    queueMicrotask(() => surface.current?.querySelectorAll<SVGElement>('[role=slider]')[index]?.focus());
  };
  const add = (point: CurvePoint): void => {
    const inserted = insertPoint(points, point);
    if (inserted === null) return;
    put(inserted.points);
    focus(inserted.at);
  };
  const remove = (index: number): void => {
    put(removePoint(points, index));
    focus(Math.max(0, index - 1));
  };
  const placeOf = (clientX: number, clientY: number): CurvePoint | null => {
    if (!surface.current) return null;
    const { share, factor } = placeIn(surface.current, clientX, clientY);
    return { percent: round(100 * share, 1), factor: round(factor, 2) };
  };

  const onKey = (event: KeyboardEvent, index: number): void => {
    const point = points[index];
    const move = moves[event.key];
    if (move && point) {
      const [dx, dy] = move.map((by) => by * (event.shiftKey ? further : 1));
      put(movePoint(points, index, { percent: point.percent + (dx ?? 0), factor: point.factor + (dy ?? 0) }));
    } else if (event.key === 'Delete' || event.key === 'Backspace') remove(index);
    else if (event.key === 'Enter') add(pointBehind(points, index));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onDrag = (event: PointerEvent, index: number): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const place = placeOf(event.clientX, event.clientY);
    if (place) put(movePoint(points, index, place));
  };

  return (
    <>
      <svg
        ref={surface}
        className="schedule-points"
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={say('drawing')}
        onDoubleClick={(event) => {
          const place = placeOf(event.clientX, event.clientY);
          if (place) add(place);
        }}
      >
        {points.map(({ percent, factor }, index) => (
          <circle
            key={index}
            className="schedule-point"
            data-chosen={index === at || undefined}
            cx={pixelX(percent / 100)}
            cy={pixelY(factor)}
            r={4.5}
            tabIndex={0}
            role="slider"
            aria-label={say('point', { number: index + 1, count: points.length })}
            aria-valuenow={factor}
            aria-valuemin={0}
            aria-valuemax={1}
            aria-valuetext={say('place', { percent, factor })}
            onFocus={() => setChosen(index)}
            onKeyDown={(event) => onKey(event, index)}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              setChosen(index);
            }}
            onPointerMove={(event) => onDrag(event, index)}
          />
        ))}
      </svg>
      <div className="row">
        <button type="button" className="button small" onClick={() => add(pointBehind(points, at))}>
          {say('add')}
        </button>
        <button type="button" className="button small" disabled={points.length < 2} onClick={() => remove(at)}>
          {say('remove')}
        </button>
      </div>
      <p className="small muted">{say('drawHint')}</p>
    </>
  );
}
