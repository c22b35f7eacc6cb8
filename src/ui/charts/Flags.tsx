/** Changes of live settings, marked on the curve of the run that they happened to. */
import type { Series } from '../../state/contract.ts';
import { useI18n } from '../context/language.tsx';
import type { RunLines } from './LossLines.tsx';
import { useLossPicture } from './lossPicture.ts';
import { nearestIndex } from './path.ts';
import { runStyle } from './runStyle.ts';
import { type Scales, useScales } from './useScales.ts';

const characterWidth = 6.2;
/** Heights that a flag may stand at, in pixels from its curve; the first is taken unless another is freer. */
const lifts = [-34, 38, -58, 62];
/** With this much room around it a label needs no better place. */
const enoughRoom = 14;

/** Several settings changed at once make a long text; the table of runs has it in full. */
const longestText = 36;
const shortened = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text);

const valueAt = (series: Series, x: number): number => series.y[nearestIndex(series.x, x)] ?? Number.NaN;

/** Distance from a label to the nearest curve that passes behind it. */
function room(lines: readonly RunLines[], { x, y, invertX }: Scales, left: number, width: number, at: number): number {
  const distances = lines.flatMap(({ smooth }) =>
    [0, 0.5, 1].map((share) => {
      const px = left + share * width;
      const end = x(smooth.x.at(-1) ?? Number.NaN);
      return px > end ? Infinity : Math.abs(y(valueAt(smooth, invertX(px))) - at);
    }),
  );
  return Math.min(Infinity, ...distances.filter((distance) => !Number.isNaN(distance)));
}

export function Flags() {
  const { lines, xOfStep } = useLossPicture();
  const scales = useScales();
  const { local } = useI18n();
  if (scales === null) return null;
  const { x, y, area } = scales;
  const flags = lines.flatMap(({ run, smooth }) =>
    run.flags.flatMap((flag) => {
      const at = xOfStep(run.id, flag.step);
      const place = { px: x(at), py: y(valueAt(smooth, at)) };
      if (!Number.isFinite(place.px) || !Number.isFinite(place.py) || place.px > area.right) return [];
      return [{ ...place, run, text: shortened(local(flag.text)), key: `${run.id} ${flag.step} ${flag.text.en}` }];
    }),
  );
  return (
    <g className="flags">
      {flags.map(({ px, py, run, text, key }) => {
        const { colour } = runStyle(run.colour);
        const width = characterWidth * text.length;
        const leftward = px + width > area.right;
        const left = leftward ? px - width : px;
        const legal = lifts.filter((lift) => py + lift > area.top + 8 && py + lift < area.bottom - 8);
        const rooms = legal.map((lift) => Math.min(enoughRoom, room(lines, scales, left, width, py + lift)));
        const lift = legal[rooms.indexOf(Math.max(...rooms))] ?? -34;
        return (
          <g key={key}>
            {run.selected && (
              <>
                <line x1={px} x2={px} y1={py} y2={py + lift} stroke={colour} />
                <text x={px + (leftward ? -5 : 5)} y={py + lift} dy="0.34em" textAnchor={leftward ? 'end' : 'start'}>
                  {text}
                </text>
              </>
            )}
            <circle cx={px} cy={py} r={4} stroke={colour} />
          </g>
        );
      })}
    </g>
  );
}
