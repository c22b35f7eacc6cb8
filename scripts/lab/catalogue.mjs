/** `presets`, `races` and `methods`, for people or, with --json, for machines. */
import { loadModule } from './domain.mjs';

/** @param {'presets' | 'races' | 'methods'} what @param {boolean} asJson */
export async function printCatalogue(what, asJson) {
  const { presetEntries, raceEntries, methodEntries } = await loadModule('src/lab/catalogue.ts');
  const entries = { presets: presetEntries, races: raceEntries, methods: methodEntries }[what]();
  if (asJson) console.log(JSON.stringify(entries, null, 2));
  else if (what === 'methods') printMethods(entries);
  else printPresets(entries);
}

function printPresets(entries) {
  const widest = Math.max(...entries.map(({ id }) => id.length));
  for (const { id, question } of entries) console.log(`${id.padEnd(widest)}  ${question}`);
}

function printMethods(entries) {
  for (const path of new Set(entries.map((entry) => entry.path))) {
    console.log(path);
    for (const { id, name, settings } of entries.filter((entry) => entry.path === path)) {
      console.log(`  ${id.padEnd(18)} ${name}${settings.length > 0 ? `: ${settings.join(', ')}` : ''}`);
    }
  }
}
