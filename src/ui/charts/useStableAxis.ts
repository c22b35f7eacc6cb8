/** The same object as long as the axis says the same, so that new data do not redraw the frame. */
import { useState } from 'react';
import type { Axis } from './ticks.ts';

const isSame = (a: Axis, b: Axis): boolean => a.scale === b.scale && a.min === b.min && a.max === b.max;

export function useStableAxis(axis: Axis): Axis {
  const [kept, setKept] = useState(axis);
  if (isSame(kept, axis)) return kept;
  setKept(axis);
  return axis;
}
