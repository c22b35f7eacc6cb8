/** The figures of every kind of numbers in a part of the model, and in words what of the chosen kind is lost to f16. */
import { smallestHalf, type Spread } from '../../domain/xray/spread.ts';
import { significant } from '../compress/seeing/significant.ts';
import { percent, whole } from '../format/numbers.ts';
import { useXrayWords } from './useXray.ts';

export interface NamedSpread {
  readonly name: string;
  readonly spread: Spread;
}

const shareOf = (part: number, { count }: Spread): string => percent(count === 0 ? 0 : part / count);

export function SpreadTable({ spreads }: { readonly spreads: readonly NamedSpread[] }) {
  const say = useXrayWords();
  return (
    <div className="table-box scroll" tabIndex={0} role="group" aria-label={say('of')}>
      <table className="numbers spread-table">
        <thead>
          <tr>
            <th scope="col">{say('of')}</th>
            {(['count', 'lowest', 'highest', 'rms', 'dead', 'tiny'] as const).map((word) => (
              <th key={word} scope="col" {...(word === 'tiny' && { title: String(smallestHalf) })}>
                {say(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spreads.map(({ name, spread }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{whole(spread.count)}</td>
              <td>{significant(spread.low)}</td>
              <td>{significant(spread.high)}</td>
              <td>{significant(spread.rms)}</td>
              <td>{shareOf(spread.zeros, spread)}</td>
              <td>{shareOf(spread.tiny, spread)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function SpreadWords({ name, spread }: NamedSpread) {
  const say = useXrayWords();
  return (
    <p className="small">
      {say('tinyNote', { kind: name, dead: shareOf(spread.zeros, spread), tiny: shareOf(spread.tiny, spread) })}
    </p>
  );
}
