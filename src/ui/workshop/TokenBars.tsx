/** Probability and gradients of the tokens of a position as bars with their numbers. */
import { percent } from '../format/numbers.ts';
import { signed } from '../format/signed.ts';
import type { PositionLoss, TokenRow } from './tokenRows.ts';
import { useWorkshopWords } from './useWorkshopWords.ts';

type Bars = Omit<TokenRow, 'id' | 'label'>;

/** From the middle, to the left where it pulls up. @param largest of the column, for a whole half */
function Signed({ value, largest, kind }: { readonly value: number; readonly largest: number; readonly kind: string }) {
  const share = largest > 0 ? Math.min(1, Math.abs(value) / largest) * 50 : 0;
  return (
    <td className="bar-cell" data-kind={kind}>
      <span className="signed-bar" aria-hidden>
        <span style={{ width: `${share}%`, left: value < 0 ? `${50 - share}%` : '50%' }} data-sign={Math.sign(value)} />
      </span>
      <span className="mono">{signed(value, 4)}</span>
    </td>
  );
}

function Cells({ row: { probability, slope, plainSlope }, largest }: { readonly row: Bars; readonly largest: number }) {
  return (
    <>
      <td className="bar-cell">
        <span className="plain-bar" aria-hidden>
          <span style={{ width: `${100 * probability}%` }} />
        </span>
        <span className="mono">{percent(probability)}</span>
      </td>
      <Signed value={slope} largest={largest} kind="own" />
      <Signed value={plainSlope} largest={largest} kind="plain" />
    </>
  );
}

export function TokenBars({ found, name }: { readonly found: PositionLoss; readonly name: string }) {
  const say = useWorkshopWords();
  const { rows, others, target } = found;
  const largest = Math.max(...rows.flatMap(({ slope, plainSlope }) => [Math.abs(slope), Math.abs(plainSlope)]));
  return (
    <div className="scroll">
      <table className="token-bars">
        <thead>
          <tr>
            <th scope="col">{say('token')}</th>
            <th scope="col">p</th>
            <th scope="col">{say('chosenSlope', { name })}</th>
            <th scope="col">{say('plainSlope')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-target={row.id === target || undefined}>
              <th scope="row">
                <span className="mono">{row.label}</span>{' '}
                {row.id === target && <span className="tag">{say('right')}</span>}
              </th>
              <Cells row={row} largest={largest} />
            </tr>
          ))}
          {others.count > 0 && (
            <tr>
              <th scope="row" className="muted">
                {say('others', { count: others.count })}
              </th>
              <Cells row={others} largest={largest} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
