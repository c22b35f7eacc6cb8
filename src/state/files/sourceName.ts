/** What a run that was opened is called: the model's own name as far as its files tell one. */
import type { ModelSource } from './contract.ts';

const longest = 40;

export function sourceName(source: ModelSource): string {
  const name =
    source.kind === 'files' ? nameOfFiles(source.files) : source.kind === 'hub' ? nameAt(source.address) : source.name;
  return name.slice(0, longest);
}

/** The repository without its owner, whatever the address has around it. */
function nameAt(address: string): string {
  const path = address
    .trim()
    .replace(/^https?:\/\/[^/]*\//, '')
    .split('/');
  return path[1]?.split('@')[0] ?? address;
}

/** The folder that they lie in, or what stands before the names that they all have. */
function nameOfFiles(files: readonly File[]): string {
  const [folder = ''] = (files[0]?.webkitRelativePath ?? '').split('/');
  if (folder !== '') return folder;
  const weights = files.find((file) => file.name.endsWith('.safetensors'))?.name ?? files[0]?.name ?? '';
  const stem = weights.replace(/\.?(model|checkpoint)?(\.trimtab)?(-\d+-of-\d+)?\.safetensors$/, '');
  return stem === '' ? weights : stem;
}
