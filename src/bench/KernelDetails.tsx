/** Kernel by kernel, for whoever wants to know where a step's time goes: folded, because it is long. */
import type { ReactNode } from 'react';
import { useEngineI18n } from '../ui/context/engineWords.ts';
import { taskName, taskShape } from '../ui/format/kernelWords.ts';
import { fixed, shortTime, whole } from '../ui/format/numbers.ts';
import type { BackendResult } from './state.ts';
import { useWords } from './useWords.ts';

interface FoldedTableProps {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function FoldedTable({ title, columns, rows }: FoldedTableProps): ReactNode {
  if (rows.length === 0) return null;
  return (
    <details className="panel bench-panel">
      <summary>{title}</summary>
      <div className="bench-scroll scroll" tabIndex={0} role="region" aria-label={title}>
        <table className="numbers">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells]) => (
              <tr key={`${name} ${cells[0]}`}>
                <th scope="row">{name}</th>
                {cells.map((cell, column) => (
                  <td key={columns[column + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

export function KernelDetails({ results }: { readonly results: readonly BackendResult[] }) {
  const say = useWords();
  const { t } = useEngineI18n();
  const timed = results.flatMap(({ rows }) => rows.filter(({ kernels }) => kernels !== undefined));
  const chosen = results.flatMap(({ kernels }) => kernels);
  return (
    <>
      {timed.map(({ work, backend, kernels = [] }) => (
        <FoldedTable
          key={`${work} ${backend}`}
          title={say('kernelTimes', { work })}
          columns={[say('columnKernel'), say('columnRuns'), say('columnTime')]}
          rows={kernels.map(({ kernel, runs, ms }) => [kernel, whole(runs), shortTime(ms)])}
        />
      ))}
      <FoldedTable
        title={say('kernelChoices')}
        columns={[say('columnKernel'), say('columnShape'), say('columnVariant'), say('columnSpeed')]}
        rows={chosen.map(({ task, variant, gflops }) => [
          taskName(t, task),
          taskShape(t, task),
          variant,
          gflops === null ? '–' : fixed(gflops, 0),
        ])}
      />
    </>
  );
}
