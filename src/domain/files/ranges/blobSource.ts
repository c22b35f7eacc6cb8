/** A file that a person has picked or dropped. The browser reads from the disk what is asked for, and no more. */
import { TrimtabError } from '../../core/errors.ts';
import type { RangeSource } from './contract.ts';

export function blobSource(blob: Blob): RangeSource {
  return {
    size: blob.size,
    async read(start, end) {
      const bytes = await contents(blob.slice(start, end));
      if (bytes.length !== end - start) throw new TrimtabError('bad-model', { reason: 'too-short', bytes: blob.size });
      return bytes;
    },
  };
}

/** A file that was changed or removed after it was picked cannot be read any more. */
async function contents(part: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await part.arrayBuffer());
  } catch (error) {
    throw new TrimtabError('bad-model', { reason: error instanceof Error ? error.message : 'unreachable' });
  }
}
