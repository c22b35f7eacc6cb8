/** Counts of what was taken for what: a row for each true label. A cell says its count; its shade says the share once more. */
import type { Confusion } from '../../protocol/classification.ts';
import { classificationScores } from '../../domain/metrics/classification.ts';
import { useI18n } from '../context/language.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { useClassifyWords } from './useClassifyWords.ts';

/** As `data-shade` counts them. */
const mostShade = 6;

export function ConfusionTable({ confusion }: { readonly confusion: Confusion }) {
  const say = useClassifyWords();
  const { local } = useI18n();
  const { counts } = confusion;
  const labels = confusion.labels.map(local);
  const { byLabel } = classificationScores(counts);
  const percent = (share: number): string => (Number.isFinite(share) ? `${fixed(100 * share, 1)} %` : '–');
  return (
    <div className="table-box scroll">
      <table className="confusion" aria-label={say('confusion')}>
        <thead>
          <tr>
            <th scope="col">{say('true')}</th>
            {labels.map((label) => (
              <th key={label} scope="col">
                <span className="muted small">{say('named')}</span> {label}
              </th>
            ))}
            {(['recall', 'precision', 'f1'] as const).map((word) => (
              <th key={word} scope="col" className="muted">
                {say(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, row) => {
            const { support = 0, recall = Number.NaN, precision = Number.NaN, f1 = Number.NaN } = byLabel[row] ?? {};
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                {labels.map((named, column) => {
                  const count = counts[row * labels.length + column] ?? 0;
                  const share = support === 0 ? 0 : count / support;
                  return (
                    <td
                      key={named}
                      data-shade={Math.ceil(mostShade * share)}
                      data-right={row === column || undefined}
                      title={say('cell', { label, named, count: whole(count), support: whole(support) })}
                    >
                      {whole(count)}
                    </td>
                  );
                })}
                <td className="figure">{percent(support === 0 ? Number.NaN : recall)}</td>
                <td className="figure">{percent(precision)}</td>
                <td className="figure">{fixed(f1, 3)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
