/** What follows from the edited settings; null while they are wrong, or the data are not known. */
import { useMemo } from 'react';
import { useAppState } from '../context/app.tsx';
import { derivedFacts, type DerivedFacts } from './derivedFacts.ts';
import { useDataFacts } from './useDataFacts.ts';

export function useEditedFacts(): DerivedFacts | null {
  const config = useAppState((state) => state.config.config);
  const legal = useAppState((state) => state.config.problems.length === 0);
  const keepsAttention = useAppState((state) => state.engine.status?.memory.keepsAttention ?? false);
  const { facts: data } = useDataFacts();
  return useMemo(
    () => (legal && data !== null ? derivedFacts(config, data, keepsAttention) : null),
    [legal, config, data, keepsAttention],
  );
}
