/** What `npm run lab -- run` leaves of a model in a folder, opened as the worker opens a person's files. */
import { experimentFile, tokenizerFile } from '../domain/files/opening/canonicalFiles.ts';
import { openOwn } from '../domain/files/opening/openOwn.ts';
import { singleFile } from '../domain/files/hugging-face/tensorIndex.ts';
import { blobSource } from '../domain/files/ranges/blobSource.ts';

export interface ExportedFolder {
  /** `model.safetensors` */
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Text of `experiment.json`. */
  readonly experiment: string;
  /** Text of `tokenizer.json`. */
  readonly tokenizer: string;
}

/** Rejects with `bad-model` or `bad-checkpoint`, naming file or tensor. */
export const openFolder = ({ weights, experiment, tokenizer }: ExportedFolder): ReturnType<typeof openOwn> =>
  openOwn(
    {
      [singleFile]: blobSource(new Blob([weights])),
      [experimentFile]: blobSource(new Blob([experiment])),
      [tokenizerFile]: blobSource(new Blob([tokenizer])),
    },
    () => Promise.resolve(),
  );
