/** What it was measured on, and what that can do at most. */
import type { MachinePeaks } from '../domain/limits/roofline.ts';
import { useI18n } from '../ui/context/language.tsx';
import { inUnit, shortTime, whole } from '../ui/format/numbers.ts';
import type { Machine } from './report.ts';
import type { BackendResult } from './state.ts';
import { useWords } from './useWords.ts';

type Fact = readonly [name: string, value: string | null];

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  const { t } = useI18n();
  return (
    <dl className="peaks">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? t('peakUnknown')}</dd>
        </div>
      ))}
    </dl>
  );
}

function usePeakFacts(): (peaks: MachinePeaks) => readonly Fact[] {
  const { t } = useI18n();
  return ({ flopsPerSecond, bytesPerSecond, secondsPerDispatch }) => [
    [t('peakArithmetic'), flopsPerSecond === null ? null : inUnit(flopsPerSecond, 'FLOP/s')],
    [t('peakBandwidth'), bytesPerSecond === null ? null : inUnit(bytesPerSecond, 'B/s')],
    [t('peakDispatch'), secondsPerDispatch === null ? null : shortTime(1000 * secondsPerDispatch)],
  ];
}

function Backend({ result: { backend, status, peaks } }: { readonly result: BackendResult }) {
  const say = useWords();
  const peakFacts = usePeakFacts();
  if (status === null) return null;
  return (
    <>
      <h3>{backend}</h3>
      <Facts
        facts={[
          [say('adapter'), status.adapter],
          [say('threads'), whole(status.threads)],
          [say('features'), status.features.join(' ') || '–'],
          ...(peaks === null ? [] : peakFacts(peaks)),
        ]}
      />
    </>
  );
}

interface MachineFactsProps {
  readonly machine: Machine;
  readonly results: readonly BackendResult[];
}

export function MachineFacts({ machine: { userAgent, cores, isolated }, results }: MachineFactsProps) {
  const say = useWords();
  return (
    <section className="panel bench-panel">
      <h2>{say('machine')}</h2>
      <Facts
        facts={[
          [say('cores'), whole(cores)],
          [say('isolated'), say(isolated ? 'yes' : 'no')],
          [say('browser'), userAgent],
        ]}
      />
      {results.map((result) => (
        <Backend key={result.backend} result={result} />
      ))}
    </section>
  );
}
