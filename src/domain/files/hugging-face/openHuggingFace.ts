/**
 * A model of others: Hugging Face's layout on a disk or a server. Opening it reads the texts and the headers and checks
 * everything that they say; values are read tensor by tensor when they are asked for, so that a model that does not fit
 * into memory in f32 can be compressed on the way.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { TensorSpec } from '../../models/contract.ts';
import { transformer, type TransformerSettings } from '../../models/transformer/definition.ts';
import type { Tokenizer } from '../../tokenizers/contract.ts';
import { parseTokenizer } from '../../tokenizers/imported/readTokenizer.ts';
import { configFile, nameIn, unsupported, type ConfigFields } from './configFields.ts';
import type { Family, FamilyReader } from './family.ts';
import { gpt2 } from './gpt2.ts';
import { llama } from './llama.ts';
import { own } from './own.ts';
import { assemble, checkParts } from './parts.ts';
import { indexTensors, shardIndexFile, type Sources, type TensorIndex } from './tensorIndex.ts';

export interface HuggingFaceFiles {
  /** Text of `config.json`. */
  readonly config: string;
  /** Text of `tokenizer.json`; null where there is none. */
  readonly tokenizer: string | null;
  /** Text of `model.safetensors.index.json`; null where `model.safetensors` is the only file. */
  readonly shardIndex: string | null;
  readonly sources: Sources;
}

export interface OpenedModel {
  /** As its configuration has it; null where it has none. */
  readonly name: string | null;
  readonly settings: TransformerSettings;
  readonly vocabulary: number;
  readonly tokenizer: Tokenizer | null;
  /** Of our Transformer, in its order. */
  readonly tensors: readonly TensorSpec[];
  /** The values of one of them, in our layout. */
  read(spec: TensorSpec): Promise<Float32Array<ArrayBuffer>>;
}

/** Throws `bad-model`, naming file, tensor or field, for whatever cannot be read or expressed. */
export async function openHuggingFace(files: HuggingFaceFiles): Promise<OpenedModel> {
  const config = parse(files.config, configFile);
  const reader = readerOf(config);
  const shardIndex = files.shardIndex === null ? null : parse(files.shardIndex, shardIndexFile);
  const index = await indexTensors(files.sources, shardIndex);
  const family = reader(config, index);
  const { settings, vocabulary } = family;
  const problems = transformer.check?.(settings) ?? [];
  if (problems.length > 0) throw new TrimtabError('bad-model', { file: configFile, reason: 'settings' }, problems);
  const tensors = transformer.tensors(settings, vocabulary);
  checkTensors(family, tensors, index);
  const tokenizer = files.tokenizer === null ? null : parseTokenizer(files.tokenizer, vocabulary);
  return {
    name: nameIn(config),
    settings,
    vocabulary,
    tokenizer,
    tensors,
    read: (spec) => assemble(spec, family.parts(spec), index),
  };
}

const families: Readonly<Record<string, FamilyReader>> = {
  GPT2LMHeadModel: gpt2,
  LlamaForCausalLM: llama,
  'trimtab-transformer': own,
};

function readerOf({ architectures }: ConfigFields): FamilyReader {
  const [name]: readonly unknown[] = Array.isArray(architectures) ? architectures : [];
  const reader = typeof name === 'string' && Object.hasOwn(families, name) ? families[name] : undefined;
  if (!reader) throw unsupported('architectures', architectures, Object.keys(families).join(', '));
  return reader;
}

/** Nothing missing, nothing misshapen, and nothing that would be passed over in silence. */
function checkTensors(family: Family, tensors: readonly TensorSpec[], index: TensorIndex): void {
  const used = new Set<string>();
  for (const spec of tensors) {
    const parts = family.parts(spec);
    checkParts(spec, parts, index);
    for (const { name } of parts) if (name !== null) used.add(name);
  }
  for (const [name, { file }] of index) {
    if (!used.has(name) && !family.isSpare(name)) {
      throw new TrimtabError('bad-model', { file, tensor: name, reason: 'tensor-name' });
    }
  }
}

function parse(text: string, file: string): ConfigFields {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Falls through to the one error that names the file.
  }
  throw new TrimtabError('bad-model', { file, reason: 'json' });
}
