/** The page: language and theme around it, and below each other what is done and what was found. */
import { useState, useSyncExternalStore } from 'react';
import { LanguageProvider } from '../ui/context/language.tsx';
import { useTheme } from '../ui/context/theme.ts';
import { BenchBar } from './BenchBar.tsx';
import { Controls } from './Controls.tsx';
import { Introduction } from './Introduction.tsx';
import { KernelDetails } from './KernelDetails.tsx';
import { MachineFacts } from './MachineFacts.tsx';
import { Notices } from './Notices.tsx';
import type { Plan } from './plan.ts';
import { initialPreferences, remember, type Preferences } from './preferences.ts';
import type { Machine } from './report.ts';
import type { Runner } from './runner.ts';
import { StepTable } from './StepTable.tsx';

interface BenchPageProps {
  readonly plan: Plan;
  readonly machine: Machine;
  readonly runner: Runner;
}

export function BenchPage({ plan, machine, runner }: BenchPageProps) {
  const [preferences, setPreferences] = useState(initialPreferences);
  const state = useSyncExternalStore(runner.subscribe, runner.state);
  useTheme(preferences.theme);
  const choose = <K extends keyof Preferences>(name: K, value: Preferences[K]): void => {
    setPreferences({ ...preferences, [name]: value });
    remember(name, value);
  };
  return (
    <LanguageProvider language={preferences.language}>
      <BenchBar preferences={preferences} choose={choose} working={state.phase === 'running'} />
      <main className="bench">
        <Introduction plan={plan} />
        <Controls state={state} machine={machine} runner={runner} />
        <Notices results={state.results} />
        <StepTable results={state.results} />
        <MachineFacts machine={machine} results={state.results} />
        <KernelDetails results={state.results} />
      </main>
    </LanguageProvider>
  );
}
