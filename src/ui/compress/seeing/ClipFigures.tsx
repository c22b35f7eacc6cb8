/** What the clip point costs, for the group on screen and for all groups that are cut alike. */
import { bestClip, clipShares, figuresAt, type ClipSums } from '../../../domain/compression/seeing/clipCurve.ts';
import type { ClipView } from '../../../protocol/seeing.ts';
import { fixed, percent, whole } from '../../format/numbers.ts';
import { significant } from './significant.ts';
import { useSeeingWords } from './useSeeingWords.ts';

interface RowProps {
  readonly name: string;
  readonly sums: ClipSums;
  readonly at: number;
  readonly onMove: (at: number) => void;
}

function Row({ name, sums, at, onMove }: RowProps) {
  const say = useSeeingWords();
  const { meanSquare, snr, clipped } = figuresAt(sums, at);
  const best = bestClip(sums);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="strong">{significant(meanSquare)}</td>
      <td>{significant(figuresAt(sums, 0).meanSquare)}</td>
      <td>{Number.isFinite(snr) ? say('decibels', { value: fixed(snr, 1) }) : '–'}</td>
      <td>{percent(clipped)}</td>
      <td>
        <button type="button" className="button small" disabled={best === at} onClick={() => onMove(best)}>
          <span className="visually-hidden">{say('goToBest')}</span>
          {percent(clipShares[best] ?? 1)}
        </button>
      </td>
    </tr>
  );
}

export function ClipFigures({
  view,
  at,
  onMove,
}: {
  readonly view: ClipView;
  readonly at: number;
  readonly onMove: (at: number) => void;
}) {
  const say = useSeeingWords();
  const total = view.rows * view.columns;
  const read = Math.round(view.all.count);
  return (
    <>
      <div className="table-box scroll">
        <table className="numbers clip-figures" aria-live="off">
          <thead>
            <tr>
              <th scope="col">{say('sharing')}</th>
              {(['meanSquare', 'unclippedError', 'snr', 'clippedShare', 'bestAt'] as const).map((word) => (
                <th key={word} scope="col">
                  {say(word)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.groups > 1 && <Row name={say('thisGroup')} sums={view.one} at={at} onMove={onMove} />}
            <Row name={say(view.groups > 1 ? 'allGroups' : 'wholeMatrix')} sums={view.all} at={at} onMove={onMove} />
          </tbody>
        </table>
      </div>
      <p className="small muted">
        {read < total
          ? say('thinned', { count: whole(read), total: whole(total) })
          : say('exactFigures', { count: whole(total) })}
      </p>
    </>
  );
}
