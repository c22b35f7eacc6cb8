/** The bits of one weight in several formats. What a bit belongs to is said by its name under it, not by colour alone. */
import { numberBits, type NumberBits } from '../../../domain/compression/seeing/numberBits.ts';
import type { Extent } from '../../../domain/compression/quantizers/integerGrid.ts';
import { significant } from './significant.ts';
import { useSeeingWords } from './useSeeingWords.ts';

/** Enough digits for every f32. */
const exactDigits = 9;

function Pattern({ fields }: Pick<NumberBits, 'fields'>) {
  const say = useSeeingWords();
  return (
    <span className="bit-fields">
      {fields.map(({ part, bits }) => (
        <span key={part} className="bit-field" data-part={part}>
          <code>{bits}</code>
          <small>{say(part)}</small>
        </span>
      ))}
    </span>
  );
}

export function BitsTable({ weight, extent }: { readonly weight: number; readonly extent: Extent }) {
  const say = useSeeingWords();
  return (
    <div className="table-box scroll" tabIndex={0} role="group" aria-label={say('view-bits')}>
      <table className="numbers bits-table">
        <thead>
          <tr>
            {(['format', 'bitsOf', 'stands', 'error'] as const).map((word) => (
              <th key={word} scope="col">
                {say(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {numberBits(weight, extent).map(({ format, fields, value, grid }) => (
            <tr key={format}>
              <th scope="row" className="mono">
                {format}
              </th>
              <td>
                <Pattern fields={fields} />
                {grid !== null && (
                  <small className="muted">
                    {say('codeMeans', { scale: significant(grid.scale), code: grid.code, zero: grid.zero })}
                  </small>
                )}
              </td>
              <td className="mono">{significant(value, exactDigits)}</td>
              <td className="mono">{value === weight ? say('exact') : significant(value - weight)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
