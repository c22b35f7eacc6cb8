/** Mean held-out loss of repeated races with a band of one standard error. Lazy chunk: it brings Recharts. */
import { createContext, useContext } from 'react';
import { PlotFrame } from '../charts/PlotFrame.tsx';
import { runStyle } from '../charts/runStyle.ts';
import { linearTicks, niceAxis } from '../charts/ticks.ts';
import { useScales } from '../charts/useScales.ts';
import { useStableAxis } from '../charts/useStableAxis.ts';
import type { Band } from './bands.ts';

const BandsContext = createContext<readonly Band[]>([]);

const pathOf = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

function BandLines() {
  const bands = useContext(BandsContext);
  const scales = useScales();
  if (scales === null) return null;
  const { x, y } = scales;
  return (
    <g>
      {bands.map(({ colour, steps, mean, error }) => {
        const style = runStyle(colour);
        const edge = (sign: 1 | -1) =>
          steps.map((step, i): readonly [number, number] => [x(step), y((mean[i] ?? 0) + sign * (error[i] || 0))]);
        return (
          <g key={colour}>
            <path d={`${pathOf([...edge(1), ...edge(-1).toReversed()])}Z`} fill={style.colour} opacity={0.18} />
            <path
              className="line-smooth"
              d={pathOf(steps.map((step, i) => [x(step), y(mean[i] ?? 0)]))}
              stroke={style.colour}
              strokeDasharray={style.dash}
              strokeWidth={1.75}
            />
          </g>
        );
      })}
    </g>
  );
}

const layers = <BandLines />;
const margin = { top: 8, right: 12, bottom: 0, left: 0 };

export default function BandChart({ bands }: { readonly bands: readonly Band[] }) {
  const ends = bands.flatMap(({ mean, error }) => mean.flatMap((m, i) => [m - (error[i] || 0), m + (error[i] || 0)]));
  const last = Math.max(1, ...bands.map(({ steps }) => steps.at(-1) ?? 1));
  const x = useStableAxis({ scale: 'linear', min: 0, max: last, ticks: linearTicks(0, last, 6) });
  const y = useStableAxis(niceAxis('linear', Math.min(...ends), Math.max(...ends), 5));
  return (
    <BandsContext value={bands}>
      <PlotFrame x={x} y={y} margin={margin} yWidth={40}>
        {layers}
      </PlotFrame>
    </BandsContext>
  );
}
