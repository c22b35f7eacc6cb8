/** What a browser's storage throws, as the two errors that a person is told about. */
import { TrimtabError } from '../domain/core/errors.ts';

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : '');

/**
 * `QuotaExceededError` is a `DOMException` in older browsers and a class of its own in newer ones; Firefox once said
 * `NS_ERROR_DOM_QUOTA_REACHED`. A failed commit reports it as the cause of an `AbortError`, which the caller unwraps.
 */
export function storageError(thrown: unknown): TrimtabError {
  if (thrown instanceof TrimtabError) return thrown;
  const name = nameOf(thrown);
  if (name === 'QuotaExceededError' || name === 'NS_ERROR_DOM_QUOTA_REACHED') return new TrimtabError('storage-full');
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new TrimtabError('storage-unavailable', { reason: name === '' ? message : `${name}: ${message}` });
}
