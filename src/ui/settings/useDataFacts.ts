/** Facts about the data of the edited settings, and of a given run. */
import { fillsBlanks } from '../../domain/objectives/index.ts';
import type { DataEntry, RunRecord } from '../../state/contract.ts';
import { dataKey } from '../../state/dataKey.ts';
import { useAppState } from '../context/app.tsx';

const nothing: DataEntry = { facts: null, baselines: null, busy: false };

export const useDataFacts = (): DataEntry =>
  useAppState((state) => state.data.byKey[dataKey(state.config.config.data)] ?? nothing);

export function useRunData(record: RunRecord | null): DataEntry {
  const entry = useAppState((state) =>
    record === null ? nothing : (state.data.byKey[dataKey(record.config.data)] ?? nothing),
  );
  // Counting what comes next is nothing to compare a model with that sees it.
  return record !== null && fillsBlanks(record.config) ? { ...entry, baselines: null } : entry;
}
