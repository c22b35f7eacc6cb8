/** Pixel scales of the Recharts frame around a layer; null until it has been measured. */
import { useMemo } from 'react';
import { usePlotArea, useXAxisInverseScale, useXAxisScale, useYAxisScale } from 'recharts';
import type { Scale } from './path.ts';

export interface Scales {
  readonly x: Scale;
  readonly y: Scale;
  readonly invertX: Scale;
  readonly area: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
}

export function useScales(): Scales | null {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const inverse = useXAxisInverseScale();
  const plot = usePlotArea();
  return useMemo(() => {
    if (scaleX === undefined || scaleY === undefined || inverse === undefined || plot === undefined) return null;
    return {
      x: (value) => scaleX(value) ?? Number.NaN,
      y: (value) => scaleY(value) ?? Number.NaN,
      invertX: (pixel) => Number(inverse(pixel)),
      area: { left: plot.x, top: plot.y, right: plot.x + plot.width, bottom: plot.y + plot.height },
    };
  }, [scaleX, scaleY, inverse, plot]);
}
