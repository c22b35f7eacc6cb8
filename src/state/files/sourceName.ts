/** What a run that was opened is called: the model's own name as far as its files tell one. */
import type { OpenedModel } from '../../protocol/files.ts';
import type { ModelSource } from './contract.ts';

const longest = 40;

type Told = Pick<OpenedModel, 'name' | 'config' | 'parameters'>;

/** @param model what was found in the files; null before they are read. */
export function sourceName(source: ModelSource, model: Told | null = null): string {
  const name =
    source.kind === 'files'
      ? nameOfFiles(source.files, model)
      : source.kind === 'hub'
        ? nameAt(source.address)
        : source.name;
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

/** The folder that they lie in, what stands before the names that they all have, or what is said inside them. */
function nameOfFiles(files: readonly File[], model: Told | null): string {
  const [folder = ''] = (files[0]?.webkitRelativePath ?? '').split('/');
  if (folder !== '' && !isVersion(folder)) return folder;
  const weights = files.find((file) => file.name.endsWith('.safetensors'))?.name ?? files[0]?.name ?? '';
  const stem = weights.replace(/\.?(model|checkpoint)?(\.trimtab)?(-\d+-of-\d+)?\.safetensors$/, '');
  if (stem !== '') return stem;
  return model === null ? weights : (model.name ?? described(model));
}

/** As caches of Hugging Face's hub call a folder. */
const isVersion = (folder: string): boolean => /^[0-9a-f]{40}$/.test(folder);

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** For files of a loose model that say nothing: transformer-124M. */
const described = ({ config, parameters }: Told): string => `${config.model.architecture}-${short.format(parameters)}`;
