/** Bytes and times of one vector times a matrix, in every way, with their shares of what f32 takes. */
import type { ProductTime } from '../../protocol/execution.ts';
import { bytes, percent, shortTime } from '../format/numbers.ts';
import { useExecutionWords } from './useExecutionWords.ts';

interface SpeedTableProps {
  /** f32 first. */
  readonly times: readonly ProductTime[];
  /** Null where it differs from matrix to matrix. */
  readonly rank: number | null;
}

function ShareCell({ share, most }: { readonly share: number; readonly most: number }) {
  return (
    <td className="bar-cell">
      <span className="cell-bar" aria-hidden>
        <i style={{ width: `${((100 * share) / most).toFixed(1)}%` }} />
      </span>
      <span className="cell-text">{percent(share)}</span>
    </td>
  );
}

export function SpeedTable({ times, rank }: SpeedTableProps) {
  const say = useExecutionWords();
  const dense = times[0];
  if (dense === undefined) return null;
  const mostTime = Math.max(...times.map(({ ms }) => ms)) / dense.ms;
  return (
    <div className="table-box scroll">
      <table className="numbers speeds">
        <thead>
          <tr>
            <th scope="col">{say('way')}</th>
            <th scope="col">{say('bytesRead')}</th>
            <th scope="col">{say('ofDense')}</th>
            <th scope="col">{say('timeTaken')}</th>
            <th scope="col">{say('ofDense')}</th>
          </tr>
        </thead>
        <tbody>
          {times.map(({ way, ms, bytes: size }) => (
            <tr key={way}>
              <th scope="row">
                {way === 'low-rank' && rank !== null ? say('lowRankOf', { rank }) : say(`way-${way}`)}
              </th>
              <td>{bytes(size)}</td>
              <ShareCell share={size / dense.bytes} most={1} />
              <td className="strong">{shortTime(ms)}</td>
              <ShareCell share={ms / dense.ms} most={mostTime} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
