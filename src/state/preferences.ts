/** How the page looks and behaves, by this person's choice. */
import type { Context } from './context.ts';
import type { PreferenceActions, PreferencesState } from './contract.ts';

export const initialPreferences: PreferencesState = {
  language: 'en',
  theme: 'system',
  chart: { smoothing: 0.9, logX: false, logY: false, xAxis: 'step', baselines: true },
  layout: { leftOpen: true, rightOpen: true, folded: [] },
  showAll: false,
  autostart: 'auto',
};

export function createPreferences({ get, patch }: Context): PreferenceActions {
  const layout = (changes: Partial<PreferencesState['layout']>): void =>
    patch('preferences', { layout: { ...get().preferences.layout, ...changes } });
  return {
    setLanguage: (language) => patch('preferences', { language }),
    setTheme: (theme) => patch('preferences', { theme }),
    setChart: (options) => patch('preferences', { chart: { ...get().preferences.chart, ...options } }),
    setLayout: layout,
    toggleFolded(id) {
      const { folded } = get().preferences.layout;
      layout({ folded: folded.includes(id) ? folded.filter((other) => other !== id) : [...folded, id] });
    },
    setShowAll: (showAll) => patch('preferences', { showAll }),
    setAutostart: (autostart) => patch('preferences', { autostart }),
  };
}
