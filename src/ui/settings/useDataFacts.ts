/** Facts about the data of the edited settings, and of a given run. */
import type { DataEntry, RunRecord } from '../../state/contract.ts';
import { dataKey } from '../../state/dataKey.ts';
import { useAppState } from '../context/app.tsx';

const nothing: DataEntry = { facts: null, baselines: null, busy: false };

export const useDataFacts = (): DataEntry =>
  useAppState((state) => state.data.byKey[dataKey(state.config.config.data)] ?? nothing);

export const useRunData = (record: RunRecord | null): DataEntry =>
  useAppState((state) => (record === null ? nothing : (state.data.byKey[dataKey(record.config.data)] ?? nothing)));
