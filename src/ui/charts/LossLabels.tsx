/**
 * Names at the ends of the lines, and the reference lines with theirs. Labels in the right margin and labels inside
 * the plot are each kept apart; a label that had to move is tied to its line by a hair line.
 */
import { Fragment } from 'react';
import { fixed } from '../format/numbers.ts';
import type { RunLines } from './LossLines.tsx';
import { useLossPicture } from './lossPicture.ts';
import { placeLabels } from './placeLabels.ts';
import { runStyle } from './runStyle.ts';
import type { Axis } from './ticks.ts';
import { type Scales, useScales } from './useScales.ts';

export interface Reference {
  readonly label: string;
  readonly lossNats: number;
}

interface Label {
  readonly key: string;
  readonly text: string;
  /** End of the line that the label names. */
  readonly x: number;
  readonly y: number;
  readonly colour: string | null;
}

const lineHeight = 15;
const longestName = 22;
/** Average width of a character of these labels, pixels. */
const latinWidth = 6.3;
const hanWidth = 11.2;
/** Where the square characters of Chinese and Japanese begin in Unicode. */
const firstHan = 0x2e80;
/** From the end of a line to its label. */
const leaderLength = 13;

/** Plots narrower than this have room for names or for values, not for both. */
const narrowPlot = 460;

export const isNarrow = (width: number): boolean => width < narrowPlot;

/** Names end in numbers: an en space keeps the value from being read as part of them. */
const apart = '\u2002';

const referenceText = ({ label, lossNats }: Reference, narrow: boolean): string =>
  narrow ? label : `${label}${apart}${fixed(lossNats, 2)}`;

function runText({ run, smooth, validation }: RunLines, narrow: boolean): string {
  const name = run.name.length > longestName ? `${run.name.slice(0, longestName - 1)}…` : run.name;
  const value = fixed(validation?.y.at(-1) ?? smooth.y.at(-1) ?? Number.NaN, 2);
  return narrow ? value : `${name}${apart}${value}`;
}

const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, character) => sum + ((character.codePointAt(0) ?? 0) < firstHan ? latinWidth : hanWidth),
    leaderLength,
  );

/** How far along the x axis a line has come, 0 to 1. */
function share({ smooth }: RunLines, { scale, min, max }: Axis): number {
  const end = smooth.x.at(-1) ?? min;
  return scale === 'log' ? Math.log(end / min) / Math.log(max / min) : (end - min) / (max - min);
}

/** Lines that come so close to the right end that their label does not fit beside it have it in the margin. */
const endsAtMargin = (lines: RunLines, x: Axis, width: number): boolean =>
  (1 - share(lines, x)) * width * 0.8 < widthOf(runText(lines, isNarrow(width)));

/** Width of the margin in which the labels stand, in a chart of the given width. */
export function gutterWidth(
  lines: readonly RunLines[],
  references: readonly Reference[],
  x: Axis,
  width: number,
): number {
  const narrow = isNarrow(width);
  const names = lines
    .filter((item) => endsAtMargin(item, x, width))
    .map((item) => widthOf(runText(item, narrow)) * 1.06);
  const labels = references.map((reference) => widthOf(referenceText(reference, narrow)));
  return Math.ceil(Math.max(20, ...labels, ...names) / 8) * 8;
}

function runLabel(lines: RunLines, narrow: boolean, { x, y, area }: Scales): Label | null {
  const { run, smooth } = lines;
  const end = smooth.y.at(-1);
  if (end === undefined) return null;
  return {
    key: run.id,
    text: runText(lines, narrow),
    x: Math.min(area.right, x(smooth.x.at(-1) ?? 0)),
    y: Math.min(area.bottom, Math.max(area.top, y(end))),
    colour: runStyle(run.colour).colour,
  };
}

export function LossLabels() {
  const { lines, references, axis, width } = useLossPicture();
  const scales = useScales();
  if (scales === null) return null;
  const { area, y } = scales;
  const narrow = isNarrow(width);
  const ofReferences = references
    .map((reference): Label => ({
      key: reference.label,
      text: referenceText(reference, narrow),
      x: area.right,
      y: y(reference.lossNats),
      colour: null,
    }))
    .filter((label) => label.y >= area.top - 1 && label.y <= area.bottom + 1);
  const ofRuns = (atMargin: boolean): readonly Label[] =>
    lines
      .filter((item) => endsAtMargin(item, axis, width) === atMargin)
      .map((item) => runLabel(item, narrow, scales))
      .filter((label) => label !== null);
  return (
    <g className="labels">
      {ofReferences.map((label) => (
        <line key={label.key} className="reference" x1={area.left} x2={area.right} y1={label.y} y2={label.y} />
      ))}
      <Column labels={[...ofReferences, ...ofRuns(true)]} start={area.right + leaderLength} scales={scales} />
      <Column labels={ofRuns(false)} start={null} scales={scales} />
    </g>
  );
}

interface ColumnProps {
  readonly labels: readonly Label[];
  /** Common left edge; null puts each label at the end of its line. */
  readonly start: number | null;
  readonly scales: Scales;
}

function Column({ labels, start, scales }: ColumnProps) {
  const wanted = labels.map((label) => label.y);
  const places = placeLabels(wanted, lineHeight, scales.area.top + 4, scales.area.bottom - 2);
  return labels.map(({ key, text, x, y, colour }, index) => {
    const at = places[index] ?? y;
    const left = start ?? x + leaderLength;
    const tied = start !== null || Math.abs(at - y) > 2;
    return (
      <Fragment key={key}>
        {tied && (
          <path
            className={colour === null ? 'leader' : 'leader run'}
            d={`M${x + (colour === null ? 0 : 4)} ${y}L${left - 3} ${at}`}
            stroke={colour ?? undefined}
          />
        )}
        <text className={colour === null ? 'reference-label' : 'run-label'} x={left} y={at} dy="0.34em">
          {text}
        </text>
      </Fragment>
    );
  });
}
