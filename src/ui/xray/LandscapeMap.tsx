/** The landscape from above: contours, the path of training, and a point of the grid that is read with pointer or keys. */
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react';
import type { Landscape } from '../../protocol/xray.ts';
import { significant } from '../compress/seeing/significant.ts';
import { fixed, whole } from '../format/numbers.ts';
import { signed } from '../format/signed.ts';
import { bands, landscapePicture, side } from './landscapePicture.ts';
import { useXrayWords } from './useXray.ts';

declare module 'react' {
  interface CSSProperties {
    /** Height of a band, 0 to 1, see theme/xrayViews.css. */
    '--band'?: number;
  }
}

function MapLegend({ starts, highest }: { readonly starts: readonly number[]; readonly highest: number }) {
  const say = useXrayWords();
  return (
    <ul className="map-legend small" aria-label={say('mapLegend')}>
      <li className="muted">{say('mapLegend')}</li>
      {starts.map((from, i) => (
        <li key={i}>
          <i aria-hidden style={{ '--band': i / (bands - 1) }} />
          <span className="mono">
            {fixed(from, 3)} – {fixed(starts[i + 1] ?? highest, 3)}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function LandscapeMap({ landscape }: { readonly landscape: Landscape }) {
  const say = useXrayWords();
  const { xs, ys, losses, path, lossNats } = landscape;
  const picture = useMemo(() => landscapePicture(landscape), [landscape]);
  const [at, setAt] = useState({ column: xs.indexOf(0), row: ys.indexOf(0) });
  const [x, y] = [xs[at.column] ?? 0, ys[at.row] ?? 0];
  const loss = losses[at.row * xs.length + at.column] ?? Number.NaN;
  const choose = (column: number, row: number): void =>
    setAt({
      column: Math.min(xs.length - 1, Math.max(0, column)),
      row: Math.min(ys.length - 1, Math.max(0, row)),
    });
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowRight: [1, 0],
      ArrowLeft: [-1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    choose(at.column + step[0], at.row + step[1]);
  };
  const onPointer = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    choose(
      Math.round(((event.clientX - box.left) / box.width) * (xs.length - 1)),
      Math.round((1 - (event.clientY - box.top) / box.height) * (ys.length - 1)),
    );
  };
  const places = path.map((point) => `${picture.toX(point.x).toFixed(1)} ${picture.toY(point.y).toFixed(1)}`);
  const words = { x: significant(x), y: significant(y) };
  return (
    <>
      <div className="landscape">
        <svg
          className="landscape-map"
          viewBox={`0 0 ${side} ${side}`}
          role="application"
          aria-label={say('map')}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onPointerMove={onPointer}
          onPointerDown={onPointer}
        >
          {picture.bands.map(({ from, path: shape }, i) => (
            <path key={from} className="band" d={shape} style={{ '--band': i / (bands - 1) }} />
          ))}
          <path className="way" d={`M${places.join('L')}`} />
          {path.map((point) => (
            <circle key={point.step} className="stop" cx={picture.toX(point.x)} cy={picture.toY(point.y)} r={3}>
              <title>{whole(point.step)}</title>
            </circle>
          ))}
          <path className="here" d={`M${picture.toX(0)} ${picture.toY(0)}m-7 0h14m-7-7v14`} />
          <circle className="chosen" cx={picture.toX(x)} cy={picture.toY(y)} r={7} />
        </svg>
        <MapLegend starts={picture.bands.map(({ from }) => from)} highest={picture.highest} />
      </div>
      <p className="small readout" role="status">
        {Number.isNaN(loss)
          ? say('mapPending', words)
          : say('mapPoint', {
              ...words,
              loss: Number.isFinite(loss) ? fixed(loss, 4) : '∞',
              rise: Number.isFinite(loss) ? signed(loss - lossNats, 4) : '∞',
            })}
      </p>
      <p className="small muted">
        ＋ {say('model', { loss: fixed(lossNats, 4) })} · ●─● {say('path')}
      </p>
    </>
  );
}
