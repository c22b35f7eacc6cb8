/** Facts about the data of the edited settings, and of a given run. */
import { choicesOf } from '../../domain/objectives/choices.ts';
import { fillsBlanks, namesLabels } from '../../domain/objectives/index.ts';
import type { DataEntry, RunRecord } from '../../state/contract.ts';
import { dataKey } from '../../state/dataKey.ts';
import { useAppState } from '../context/app.tsx';

const nothing: DataEntry = { facts: null, baselines: null, busy: false };

export const useDataFacts = (): DataEntry =>
  useAppState((state) => state.data.byKey[dataKey(state.config.config.data)] ?? nothing);

/** @returns also the loss of guessing, NaN while nothing is known */
export function useRunData(record: RunRecord | null): DataEntry & { readonly uniformLossNats: number } {
  const entry = useAppState((state) =>
    record === null ? nothing : (state.data.byKey[dataKey(record.config.data)] ?? nothing),
  );
  const { config } = record ?? {};
  const vocabulary = entry.facts?.vocabulary ?? Number.NaN;
  const uniformLossNats = Math.log(config === undefined ? vocabulary : choicesOf(config, vocabulary));
  // Counting what comes next is nothing to compare a model with that sees it, or that names something else.
  const other = config !== undefined && (fillsBlanks(config) || namesLabels(config));
  return { ...entry, ...(other && { baselines: null }), uniformLossNats };
}
