/** The neighbourhood of the chosen weight, large enough that every weight is a field; every fourth line is stronger. */
import { useEffect, useRef } from 'react';
import { paint, type PictureProps } from './MatrixPicture.tsx';
import { useSeeingWords } from './useSeeingWords.ts';
import { zoomPart } from './zoomPart.ts';

/** Pixels of a weight. */
const cell = 14;

export function ZoomPicture(props: PictureProps) {
  const say = useSeeingWords();
  const { rows, columns, place } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const part = zoomPart(rows, columns, place);
  useEffect(() => {
    if (canvas.current !== null) paint(canvas.current, props, part);
  }, [props, part]);
  const [width, height] = [part.columns * cell, part.rows * cell];
  const lines = Array.from({ length: part.columns + 1 }, (_, i) => i);
  return (
    <figure className="zoom-picture">
      <div style={{ width, height }}>
        <canvas ref={canvas} width={part.columns} height={part.rows} aria-hidden />
        <svg
          width={width}
          height={height}
          aria-hidden
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            props.onChoose({
              row: Math.min(rows - 1, part.row + Math.floor((event.clientY - box.top) / cell)),
              column: Math.min(columns - 1, part.column + Math.floor((event.clientX - box.left) / cell)),
            });
          }}
        >
          {lines.map((i) => (
            <line key={i} x1={i * cell} x2={i * cell} y1={0} y2={height} data-strong={i % 4 === 0 || undefined} />
          ))}
          <rect x={(place.column - part.column) * cell} y={(place.row - part.row) * cell} width={cell} height={cell} />
        </svg>
      </div>
      <figcaption className="small muted">{say('zoomed')}</figcaption>
    </figure>
  );
}
