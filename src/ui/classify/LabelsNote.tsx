/** Beside one's own text, where labels are wanted: how its lines are to look, and what is in them. */
import { useMemo } from 'react';
import { reportOf, type ErrorReport } from '../../domain/core/errors.ts';
import { labelsIn, parseLines } from '../../domain/data/labelled/parseLines.ts';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { whole } from '../format/numbers.ts';
import { useClassifyWords } from './useClassifyWords.ts';

/** Named one by one. */
const mostNamed = 6;

interface Found {
  readonly lines: number;
  readonly labels: readonly string[];
}

function read(text: string): Found | ErrorReport {
  try {
    const lines = parseLines(text);
    return { lines: lines.length, labels: labelsIn(lines) };
  } catch (thrown) {
    return reportOf(thrown);
  }
}

export function LabelsNote() {
  const say = useClassifyWords();
  const { local } = useI18n();
  const text = useAppState((state) => state.config.ownText?.text ?? null);
  const found = useMemo(() => (text === null ? null : read(text)), [text]);
  if (found === null) return <p className="small muted">{say('lines')}</p>;
  if ('code' in found) {
    return (
      <p className="problem-note" role="alert">
        {found.problems.map(({ message }) => local(message)).join(' ')}
      </p>
    );
  }
  const { labels, lines } = found;
  const named = [...labels.slice(0, mostNamed), ...(labels.length > mostNamed ? ['…'] : [])].join(', ');
  return (
    <p className="small muted">{say('found', { count: whole(labels.length), lines: whole(lines), labels: named })}</p>
  );
}
