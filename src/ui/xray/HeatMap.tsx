/**
 * Numbers as a picture, a square for each, with tokens on its axes where there is room. A place is chosen with the pointer or
 * the arrow keys and said in words; colours are those of the theme when it is painted.
 */
import { useEffect, useRef } from 'react';
import { cellPicker, type Place } from '../charts/cellPicker.ts';
import { paint } from '../compress/seeing/MatrixPicture.tsx';

export interface HeatMapProps {
  readonly rows: number;
  readonly columns: number;
  /** Row-major. */
  readonly values: Float32Array;
  /** See `MatrixPicture`. */
  readonly strength: (value: number) => number;
  readonly place: Place;
  readonly label: string;
  readonly rowLabels?: readonly string[];
  readonly columnLabels?: readonly string[];
  readonly onChoose: (place: Place) => void;
}

const [smallest, largest, widest, tallest] = [3, 18, 640, 640];
/** Of a square that a letter fits beside. */
const labelled = 9;

export function Picture({
  rows,
  columns,
  values,
  strength,
}: Pick<HeatMapProps, 'rows' | 'columns' | 'values' | 'strength'>) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return;
    const part = { row: 0, column: 0, rows, columns };
    const nowhere = { place: { row: 0, column: 0 }, label: '', onChoose: () => undefined };
    paint(canvas.current, { rows, columns, values, strength, ...nowhere }, part);
  }, [rows, columns, values, strength]);
  return <canvas ref={canvas} width={columns} height={rows} aria-hidden />;
}

function Labels({
  words,
  size,
  side,
}: {
  readonly words: readonly string[];
  readonly size: number;
  readonly side: 'rows' | 'columns';
}) {
  return (
    <span className="heat-labels mono" data-side={side} aria-hidden>
      {words.map((word, i) => (
        <span
          key={i}
          data-long={Array.from(word).length > 1 || undefined}
          style={side === 'rows' ? { height: size } : { width: size }}
        >
          {word}
        </span>
      ))}
    </span>
  );
}

export function HeatMap(props: HeatMapProps) {
  const { rows, columns, values, strength, place, label, rowLabels, columnLabels, onChoose } = props;
  const size = Math.max(smallest, Math.min(largest, Math.floor(widest / columns), Math.floor(tallest / rows)));
  const { onPointer, onKeyDown } = cellPicker({ rows, columns, place, onChoose });
  return (
    <div className="heat-map scroll">
      {rowLabels !== undefined && size >= labelled && <Labels words={rowLabels} size={size} side="rows" />}
      <div
        className="heat-frame"
        style={{ width: size * columns, height: size * rows }}
        role="application"
        aria-label={label}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
      >
        <Picture rows={rows} columns={columns} values={values} strength={strength} />
        <i aria-hidden style={{ left: size * place.column, top: size * place.row, width: size, height: size }} />
      </div>
      {columnLabels !== undefined && size >= labelled && <Labels words={columnLabels} size={size} side="columns" />}
    </div>
  );
}
