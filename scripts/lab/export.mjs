/** `export`: a model in a folder as a file for other programs. It needs no browser. */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { badInput } from './arguments.mjs';
import { loadModule } from './domain.mjs';
import { makeFolder } from './folder.mjs';
import { statusLine } from './progress.mjs';

export async function exportJob(subject, { format, out }) {
  const { exportFolder, ggufFormats } = await loadModule('src/lab/exportModel.ts');
  if (!ggufFormats.includes(format))
    throw badInput(`There is no format "${format}"; the formats are ${ggufFormats.join(', ')}.`);
  const files = openAll(subject);
  const line = statusLine();
  try {
    const sources = files.map(({ name, source }) => [name, source]);
    const exported = await exportFolder(sources, format, (share) => line.show(`reading ${Math.round(100 * share)} %`));
    line.end();
    if (!exported.ok) throw badInput(exported.message);
    const { name, bytes } = exported.file;
    makeFolder(out).write(name, bytes);
    console.log(`${join(out, name)}: ${bytes.length} bytes.`);
  } finally {
    for (const { descriptor } of files) closeSync(descriptor);
  }
  return 0;
}

/** Read by range, as the page reads what is picked. @param {string} folder */
function openAll(folder) {
  let names;
  try {
    names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  } catch (error) {
    throw badInput(`The model ${folder} cannot be read: ${error.message}.`);
  }
  return names.map(({ name }) => {
    const descriptor = openSync(join(folder, name));
    const { size } = fstatSync(descriptor);
    const read = async (start, end) => {
      const bytes = new Uint8Array(end - start);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, start));
    };
    return { name, descriptor, source: { size, read } };
  });
}
