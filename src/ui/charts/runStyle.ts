/** How a run looks in every chart: colour, dash and marker, so that no distinction rests on colour alone. */
export type Marker = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'bar';

export interface RunStyle {
  readonly colour: string;
  /** stroke-dasharray; empty for a solid line. */
  readonly dash: string;
  readonly marker: Marker;
}

const styles: readonly RunStyle[] = [
  { colour: 'var(--run-1)', dash: '', marker: 'circle' },
  { colour: 'var(--run-2)', dash: '8 3', marker: 'square' },
  { colour: 'var(--run-3)', dash: '3 2.5', marker: 'triangle' },
  { colour: 'var(--run-4)', dash: '10 3 2 3', marker: 'diamond' },
  { colour: 'var(--run-5)', dash: '14 4', marker: 'cross' },
  { colour: 'var(--run-6)', dash: '5 3 1.5 3 1.5 3', marker: 'bar' },
];
const [first] = styles;

/** @param index colour index of the run record. */
export function runStyle(index: number): RunStyle {
  const style = styles[index % styles.length] ?? first;
  if (style === undefined) throw new Error('runStyle: no styles');
  return style;
}

/** Outline of a marker of radius r around (x, y). */
export function markerPath(marker: Marker, x: number, y: number, r: number): string {
  const at = (dx: number, dy: number): string => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`;
  switch (marker) {
    case 'circle':
      return `M${at(-1, 0)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case 'square':
      return `M${at(-0.9, -0.9)}L${at(0.9, -0.9)}L${at(0.9, 0.9)}L${at(-0.9, 0.9)}Z`;
    case 'triangle':
      return `M${at(0, -1.15)}L${at(1.1, 0.85)}L${at(-1.1, 0.85)}Z`;
    case 'diamond':
      return `M${at(0, -1.3)}L${at(1.15, 0)}L${at(0, 1.3)}L${at(-1.15, 0)}Z`;
    case 'cross':
      return `M${at(-0.4, -1.1)}L${at(0.4, -1.1)}L${at(0.4, -0.4)}L${at(1.1, -0.4)}L${at(1.1, 0.4)}L${at(0.4, 0.4)}L${at(0.4, 1.1)}L${at(-0.4, 1.1)}L${at(-0.4, 0.4)}L${at(-1.1, 0.4)}L${at(-1.1, -0.4)}L${at(-0.4, -0.4)}Z`;
    case 'bar':
      return `M${at(-0.5, -1.2)}L${at(0.5, -1.2)}L${at(0.5, 1.2)}L${at(-0.5, 1.2)}Z`;
  }
}
