/** The training steps: times, what they ask of the device, and how close they are to the limit. */
import { bytes, fixed, percent, shortTime, whole } from '../ui/format/numbers.ts';
import type { StepRow } from './contract.ts';
import type { BackendResult } from './state.ts';
import { useWords } from './useWords.ts';

const columns = [
  'columnModel',
  'columnBackend',
  'columnStep',
  'columnRange',
  'columnInRun',
  'columnHost',
  'columnDispatches',
  'columnSubmits',
  'columnMemory',
  'columnLimit',
  'columnShare',
  'columnLoss',
] as const;

/** Formatted where it was measured, else a dash. */
const known = (value: number | undefined, format: (value: number) => string): string =>
  value === undefined ? '–' : format(value);

function Cells({ row }: { readonly row: StepRow }) {
  const { medianMs, minMs, maxMs, inRunMs, hostMs, dispatches, submits, memoryBytes, limitMs, lossBefore, lossAfter } =
    row;
  const cells = [
    shortTime(medianMs),
    `${shortTime(minMs)} – ${shortTime(maxMs)}`,
    known(inRunMs, shortTime),
    // Without a GPU, the whole step is the host's.
    dispatches === undefined ? '–' : shortTime(hostMs),
    known(dispatches, whole),
    known(submits, whole),
    bytes(memoryBytes),
    known(limitMs, shortTime),
    // Runs are what the limit is about; without them, the awaited step.
    known(limitMs, (limit) => percent(limit / (inRunMs ?? medianMs))),
    `${fixed(lossBefore, 2)} → ${fixed(lossAfter, 2)}`,
  ];
  return cells.map((cell, column) => <td key={columns[column + 2]}>{cell}</td>);
}

export function StepTable({ results }: { readonly results: readonly BackendResult[] }) {
  const say = useWords();
  const rows = results.flatMap(({ rows: own }) => own);
  if (rows.length === 0) return null;
  return (
    <section className="panel bench-panel">
      <h2>{say('steps')}</h2>
      {/* It is wider than a phone: whoever has only a keyboard must be able to scroll it too. */}
      <div className="bench-scroll scroll" tabIndex={0} role="region" aria-label={say('steps')}>
        <table className="numbers">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {say(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.work} ${row.backend}`}>
                <th scope="row">{row.work}</th>
                <td>{row.backend}</td>
                <Cells row={row} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted small">{say('explanation')}</p>
    </section>
  );
}
