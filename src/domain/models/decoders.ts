/** How each architecture writes token by token, by its id; not in `index.ts`, because only the worker and the lab write. */
import { bigramDecoding } from './bigram/decoder.ts';
import type { ModelDecoding, ModelDefinition } from './contract.ts';
import { gruDecoding } from './gru/decoder.ts';
import { hybridDecoding } from './hybrid/decoder.ts';
import type { models } from './index.ts';
import { lstmDecoding } from './lstm/decoder.ts';
import { minGruDecoding } from './min-gru/decoder.ts';
import { mlpDecoding } from './mlp/decoder.ts';
import { rnnDecoding } from './rnn/decoder.ts';
import { transformerDecoding } from './transformer/decoder.ts';

/** An architecture without one is a type error. */
const decodings: Readonly<Record<keyof typeof models, ModelDecoding>> = {
  transformer: transformerDecoding,
  rnn: rnnDecoding,
  lstm: lstmDecoding,
  gru: gruDecoding,
  'min-gru': minGruDecoding,
  hybrid: hybridDecoding,
  mlp: mlpDecoding,
  bigram: bigramDecoding,
};

const isKnown = (id: string): id is keyof typeof decodings => Object.hasOwn(decodings, id);

/** @throws Error for what is none of our architectures */
export function decodingOf({ id }: Pick<ModelDefinition, 'id'>): ModelDecoding {
  if (!isKnown(id)) throw new Error(`no decoder for ${id}`);
  return decodings[id];
}
