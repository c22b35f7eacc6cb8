/**
 * A matrix as a picture, a pixel for each weight, and around the chosen weight enlarged. It is chosen by click or with the
 * arrow keys; whoever sees no picture is told row, column and value. Colours are those of the theme when it is painted.
 */
import { useEffect, useRef } from 'react';
import { cellPicker, type Place } from '../../charts/cellPicker.ts';

export interface PictureProps {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
  /** Between the colour of the surface, 0, and full colour, 1; below zero in the other hue. */
  readonly strength: (value: number) => number;
  readonly place: Place;
  readonly label: string;
  readonly onChoose: (place: Place) => void;
}

type Colour = readonly [number, number, number];

/** Any CSS colour as the browser computes it. */
function colourOf(context: CanvasRenderingContext2D, element: Element, name: string): Colour {
  context.fillStyle = getComputedStyle(element).getPropertyValue(name).trim();
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

export interface Part {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export function paint(canvas: HTMLCanvasElement, picture: PictureProps, part: Part): void {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return;
  const [ground, below, above] = ['--surface', '--run-1', '--run-2'].map((name) => colourOf(context, canvas, name));
  if (ground === undefined || below === undefined || above === undefined) return;
  const image = context.createImageData(part.columns, part.rows);
  for (let row = 0; row < part.rows; row++) {
    for (let column = 0; column < part.columns; column++) {
      const value = picture.values[(part.row + row) * picture.columns + part.column + column] ?? 0;
      const strength = picture.strength(value);
      const full = strength < 0 ? below : above;
      const share = Math.min(1, Math.abs(strength));
      const at = 4 * (row * part.columns + column);
      for (let i = 0; i < 3; i++) image.data[at + i] = (ground[i] ?? 0) + share * ((full[i] ?? 0) - (ground[i] ?? 0));
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

export function MatrixPicture(props: PictureProps) {
  const { rows, columns, values, place, label, onChoose } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { strength } = props;
  useEffect(() => {
    if (canvas.current === null) return;
    paint(
      canvas.current,
      { rows, columns, values, strength, place: { row: 0, column: 0 }, label: '', onChoose: () => undefined },
      { row: 0, column: 0, rows, columns },
    );
  }, [rows, columns, values, strength]);
  const { onPointer, onKeyDown } = cellPicker({ rows, columns, place, onChoose });
  return (
    <div className="matrix-picture">
      <div
        className="matrix-frame"
        role="application"
        aria-label={label}
        tabIndex={0}
        onClick={onPointer}
        onKeyDown={onKeyDown}
      >
        <canvas
          ref={canvas}
          width={columns}
          height={rows}
          style={{ aspectRatio: `${columns} / ${rows}` }}
          aria-hidden
        />
        <i
          aria-hidden
          style={{ left: `${(100 * (place.column + 0.5)) / columns}%`, top: `${(100 * (place.row + 0.5)) / rows}%` }}
        />
      </div>
    </div>
  );
}
