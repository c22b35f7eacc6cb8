/** Every matrix of a variant: where the bytes are, and where the damage is. */
import type { CompressedLayer, CompressedVariant } from '../../protocol/compression.ts';
import { fixed, percent, whole } from '../format/numbers.ts';
import { Hint } from '../primitives/Hint.tsx';
import { useWords } from './useWords.ts';
import { shortMatrix } from './variantFigures.ts';

interface BarProps {
  readonly text: string;
  /** Of the longest bar in its column. */
  readonly share: number;
  readonly part: 'bytes' | 'damage';
}

function BarCell({ text, share, part }: BarProps) {
  return (
    <td className="bar-cell" data-part={part}>
      <span className="cell-bar" aria-hidden>
        <i style={{ width: `${(100 * Math.min(1, share)).toFixed(1)}%` }} />
      </span>
      <span className="cell-text">{text}</span>
    </td>
  );
}

/** By what it does to the outputs, where a recipe that read text knows it; else by the weights. */
function damageIn(layers: readonly CompressedLayer[]): (layer: CompressedLayer) => number {
  return layers.some(({ outputError }) => outputError !== null)
    ? ({ outputError }) => outputError ?? 0
    : ({ weightError }) => weightError;
}

export function MatrixTable({ variant: { layers } }: { readonly variant: CompressedVariant }) {
  const say = useWords();
  const most = (of: (layer: CompressedLayer) => number): number => Math.max(1e-12, ...layers.map(of));
  const mostBytes = most(({ bytes }) => bytes);
  const mostWeightError = most(({ weightError }) => weightError);
  const mostOutputError = most(({ outputError }) => outputError ?? 0);
  const damageOf = damageIn(layers);
  const worst = layers.toSorted((a, b) => damageOf(b) - damageOf(a))[0];
  const columns = [
    ['weights', null],
    ['bytes', null],
    ['bits', null],
    ['zeros', null],
    ['weightError', 'weightErrorHint'],
    ['outputError', 'outputErrorHint'],
  ] as const;
  return (
    <section className="panel" aria-labelledby="matrices-title">
      <header className="panel-head">
        <h2 id="matrices-title">{say('matrices')}</h2>
        <span className="muted small">{say('matricesHint')}</span>
        <span className="grow" />
        {worst !== undefined && damageOf(worst) > 0 && (
          <span className="small damage-note">
            {say('worst', { name: shortMatrix(worst.name), error: percent(damageOf(worst)) })}
          </span>
        )}
      </header>
      <div className="table-box scroll" tabIndex={0} role="group" aria-label={say('matrices')}>
        <table className="numbers matrices">
          <thead>
            <tr>
              <th scope="col">{say('matrix')}</th>
              {columns.map(([name, hint]) => (
                <th key={name} scope="col">
                  {hint === null ? (
                    say(name)
                  ) : (
                    <Hint text={say(hint)}>
                      <span>{say(name)}</span>
                    </Hint>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {layers.map((layer) => {
              const { name, weights, bytes, zeros, weightError, outputError } = layer;
              return (
                <tr key={name} data-worst={layer === worst || undefined}>
                  <th scope="row" className="mono">
                    {shortMatrix(name)}
                  </th>
                  <td>{whole(weights)}</td>
                  <BarCell text={whole(bytes)} share={bytes / mostBytes} part="bytes" />
                  <td>{fixed((8 * bytes) / weights, 2)}</td>
                  <td>{percent(zeros)}</td>
                  <BarCell text={percent(weightError)} share={weightError / mostWeightError} part="damage" />
                  {outputError === null ? (
                    <td>–</td>
                  ) : (
                    <BarCell text={percent(outputError)} share={outputError / mostOutputError} part="damage" />
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
