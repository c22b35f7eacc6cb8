/** A person's labelled text, one `label<TAB>text` a line, and everything that can be wrong with it, line by line. */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { LocalText } from '../../core/text.ts';
import { mostLabels } from './mostLabels.ts';

export interface LabelledLine {
  readonly label: string;
  readonly text: string;
}

/** Bad lines that are told one by one. */
const mostTold = 5;

/** Lines that are blank do not count. Throws `bad-file` with a problem for each bad line, and one for the rest of them. */
export function parseLines(text: string): readonly LabelledLine[] {
  const lines: LabelledLine[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const tab = line.indexOf('\t');
    const [label, rest] = [line.slice(0, tab).trim(), line.slice(tab + 1).trim()];
    const fault = tab < 0 ? 'no-tab' : label === '' ? 'no-label' : rest === '' ? 'no-text' : null;
    if (fault === null) lines.push({ label, text: rest });
    else problems.push({ path: '', message: faults[fault](index + 1) });
  }
  if (problems.length > 0) throw refused('lines', problems.length, [...problems.slice(0, mostTold), ...more(problems)]);
  const labels = labelsIn(lines).length;
  if (labels < 2) throw refused('one-label', labels, [{ path: '', message: words.oneLabel }]);
  if (labels > mostLabels) throw refused('many-labels', labels, [{ path: '', message: words.manyLabels(labels) }]);
  return lines;
}

/** In the order of their names, so that the same lines in another order have the same numbers. */
export const labelsIn = (lines: readonly LabelledLine[]): readonly string[] =>
  [...new Set(lines.map(({ label }) => label))].toSorted();

export const refused = (reason: string, amount: number, problems: readonly Problem[]): TrimtabError =>
  new TrimtabError('bad-file', { reason, amount }, problems);

function more(problems: readonly Problem[]): readonly Problem[] {
  const left = problems.length - mostTold;
  if (left <= 0) return [];
  return [{ path: '', message: { en: `${left} more lines are like these.`, zh: `另有 ${left} 行同样有误。` } }];
}

const form: LocalText = {
  en: 'Write each line as label, tab, text.',
  zh: '每行请写成“标签、制表符、文本”。',
};

const faults = {
  'no-tab': (line: number): LocalText => ({
    en: `Line ${line} has no tab between label and text. ${form.en}`,
    zh: `第 ${line} 行的标签与文本之间没有制表符。${form.zh}`,
  }),
  'no-label': (line: number): LocalText => ({
    en: `Line ${line} has no label before its tab. ${form.en}`,
    zh: `第 ${line} 行的制表符前没有标签。${form.zh}`,
  }),
  'no-text': (line: number): LocalText => ({
    en: `Line ${line} has no text behind its tab. ${form.en}`,
    zh: `第 ${line} 行的制表符后没有文本。${form.zh}`,
  }),
};

const words = {
  oneLabel: {
    en: 'All lines have the same label, so there is nothing to tell apart.',
    zh: '所有行的标签都相同，没有可区分的类别。',
  },
  manyLabels: (labels: number): LocalText => ({
    en: `There are ${labels} different labels; at most ${mostLabels} can be told apart.`,
    zh: `共有 ${labels} 个不同的标签，最多只能区分 ${mostLabels} 个。`,
  }),
};
