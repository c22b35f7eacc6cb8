/** `presets` and `methods`, for people or, with --json, for machines. */
import { loadModule } from './domain.mjs';

/** @param {'presets' | 'methods'} what @param {boolean} asJson */
export async function printCatalogue(what, asJson) {
  const { presetEntries, methodEntries } = await loadModule('src/lab/catalogue.ts');
  const entries = what === 'presets' ? presetEntries() : methodEntries();
  if (asJson) console.log(JSON.stringify(entries, null, 2));
  else if (what === 'presets') printPresets(entries);
  else printMethods(entries);
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
