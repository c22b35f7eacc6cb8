/** Chooses one cell of a matrix that is drawn as a picture, with the pointer or the arrow keys. */
import type { KeyboardEvent, MouseEvent } from 'react';

export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface CellPickerOptions {
  readonly rows: number;
  readonly columns: number;
  /** From where the keys go on. */
  readonly place: Place;
  readonly onChoose: (place: Place) => void;
}

const steps: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  PageDown: [16, 0],
  PageUp: [-16, 0],
};

/** Handlers of the element that the picture fills. */
export function cellPicker({ rows, columns, place, onChoose }: CellPickerOptions): {
  readonly onPointer: (event: MouseEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
} {
  const choose = (row: number, column: number): void =>
    onChoose({ row: Math.min(rows - 1, Math.max(0, row)), column: Math.min(columns - 1, Math.max(0, column)) });
  return {
    onPointer(event) {
      const box = event.currentTarget.getBoundingClientRect();
      choose(
        Math.floor(((event.clientY - box.top) / box.height) * rows),
        Math.floor(((event.clientX - box.left) / box.width) * columns),
      );
    },
    onKeyDown(event) {
      const step = steps[event.key];
      if (step === undefined) return;
      event.preventDefault();
      choose(place.row + step[0], place.column + step[1]);
    },
  };
}
