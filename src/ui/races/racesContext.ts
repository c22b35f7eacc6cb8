/** The races of the page, loaded once, for the parts of their view. */
import { createContext, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Races, RacesActions, RacesState } from '../../state/races/contract.ts';
import { useApp } from '../context/app.tsx';

export const RacesContext = createContext<Races | null>(null);

/** Null until they are there; false if they could not be loaded. */
export function useLoadedRaces(): Races | false | null {
  const app = useApp();
  const [races, setRaces] = useState<Races | false | null>(null);
  useEffect(() => {
    app.races().then(setRaces, () => setRaces(false));
  }, [app]);
  return races;
}

function useRaces(): Races {
  const races = useContext(RacesContext);
  if (races === null) throw new Error('useRaces: outside of the race view');
  return races;
}

export const useRacesState = <T>(selector: (state: RacesState) => T): T => useStore(useRaces().store, selector);

export const useRacesActions = (): RacesActions => useRaces().actions;
