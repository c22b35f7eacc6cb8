/** A model in a folder, whatever its format, as one file for llama.cpp. */
import { reportOf } from '../domain/core/errors.ts';
import type { ModelFile } from '../domain/files/exportModel.ts';
import { type GgufFormat, ggufFormats } from '../domain/files/gguf/formats.ts';
import { ggufOf } from '../domain/files/gguf/ggufOf.ts';
import { openFiles } from '../domain/files/opening/openFiles.ts';
import type { RangeSource } from '../domain/files/ranges/contract.ts';
import { parseTokenizer } from '../domain/tokenizers/imported/readTokenizer.ts';
import { errorLine } from './words.ts';

export type Exported =
  | { readonly ok: true; readonly file: ModelFile }
  | { readonly ok: false; readonly message: string };

export { ggufFormats };

/** @param files by their names. @param tell gets the share that is read. */
export async function exportFolder(
  files: readonly (readonly [string, RangeSource])[],
  format: GgufFormat,
  tell: (share: number) => void,
): Promise<Exported> {
  try {
    const { config, weights, tokenizer } = await openFiles(files, async (share) => tell(share), Infinity);
    const { json, vocabulary } = tokenizer;
    if (weights === null) throw new Error('nothing is compressed while it is read without a limit');
    return { ok: true, file: ggufOf(config, weights, parseTokenizer(json, vocabulary), format) };
  } catch (thrown) {
    return { ok: false, message: errorLine(reportOf(thrown)) };
  }
}
