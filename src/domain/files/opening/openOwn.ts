/**
 * What `exportModel` writes, read back: experiment.json says what the tensors of model.safetensors belong to. Any of our
 * architectures, in f32, f16 or bf16; the state of the optimizer was not exported and begins anew.
 */
import { parseExperiment } from '../../config/json.ts';
import { resolve } from '../../config/resolve.ts';
import { withoutTermTensors } from '../../config/withoutTermTensors.ts';
import { TrimtabError } from '../../core/errors.ts';
import type { TensorSpec, Weights } from '../../models/contract.ts';
import { toldRows } from '../../tokenizers/imported/definition.ts';
import { parseTokenizer } from '../../tokenizers/imported/readTokenizer.ts';
import { parseProgress, type Progress } from '../checkpoint.ts';
import { assemble, checkParts, type Part } from '../hugging-face/parts.ts';
import { indexTensors, readHeader, singleFile } from '../hugging-face/tensorIndex.ts';
import { experimentFile, tokenizerFile } from './canonicalFiles.ts';
import type { ModelSources, OpenedFiles } from './contract.ts';
import type { Tell } from './openFiles.ts';
import { readText } from './readWhole.ts';

/** Throws `bad-model` or `bad-checkpoint`, naming file or tensor, for whatever is not what its experiment says. */
export async function openOwn(
  sources: ModelSources,
  tell: Tell,
): Promise<OpenedFiles & { readonly weights: Weights<Float32Array> }> {
  const { config, problems } = parseExperiment(await readText(sources, experimentFile));
  if (problems.length > 0)
    throw new TrimtabError('bad-model', { file: experimentFile, reason: 'experiment' }, problems);
  const json = await readText(sources, tokenizerFile);
  const { size } = parseTokenizer(json, toldRows(config.data));
  const { definition, settings } = resolve(config).model;
  const specs = definition.tensors(settings, size);
  const index = await indexTensors(sources, null);
  for (const spec of specs) checkParts(spec, [partOf(spec)], index);
  const unknown = [...index.keys()].find((name) => specs.every((spec) => spec.name !== name));
  if (unknown !== undefined) {
    throw new TrimtabError('bad-model', { file: singleFile, tensor: unknown, reason: 'tensor-name' });
  }
  const weights: Record<string, Float32Array> = {};
  for (const [i, spec] of specs.entries()) {
    weights[spec.name] = await assemble(spec, [partOf(spec)], index);
    await tell((i + 1) / specs.length);
  }
  return {
    kind: 'own',
    name: null,
    config: withoutTermTensors(config),
    progress: await progressOf(sources),
    weights,
    state: {},
    tokenizer: { json, vocabulary: size },
    compressed: null,
  };
}

function partOf({ name, shape, exportTransposed = false }: TensorSpec): Part {
  return { name, columns: shape.at(-1) ?? 0, transposed: exportTransposed };
}

/** Files from before there was any have none: their schedule begins anew. */
async function progressOf(sources: ModelSources): Promise<Progress> {
  const source = sources[singleFile];
  const text = source && (await readHeader(singleFile, source)).metadata['trimtab'];
  return text === undefined ? { step: 0, tokensSeen: 0, elapsedSeconds: 0 } : parseProgress(text);
}
