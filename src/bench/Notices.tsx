/** What could not be measured, was cut short, or must not be trusted. */
import { describeError } from '../domain/core/describeError.ts';
import { useI18n } from '../ui/context/language.tsx';
import { peaksStage } from './contract.ts';
import type { BackendResult } from './state.ts';
import { useWords } from './useWords.ts';

function useNotices(): (result: BackendResult) => readonly string[] {
  const { language } = useI18n();
  const say = useWords();
  return ({ backend, rows, failures }) => [
    ...failures.map(({ work, error }) => {
      const { cause } = describeError(error, language);
      if (work === null) return say('backendMissing', { backend, cause });
      return say('notMeasured', { work: work === peaksStage ? say('peaks') : work, backend, cause });
    }),
    ...rows.filter(({ cutShort }) => cutShort).map(({ work }) => say('cutShort', { work, backend })),
    ...rows
      .filter(({ lossBefore, lossAfter }) => !(lossAfter < lossBefore))
      .map(({ work }) => say('lossRose', { work, backend })),
  ];
}

export function Notices({ results }: { readonly results: readonly BackendResult[] }) {
  const noticesOf = useNotices();
  return (
    <div aria-live="polite">
      {results.flatMap(noticesOf).map((notice) => (
        <p key={notice} className="bench-notice">
          {notice}
        </p>
      ))}
    </div>
  );
}
