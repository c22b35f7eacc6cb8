import { TrimtabError } from '../../../src/domain/core/errors.ts';

/** The typed error that the action ends with; anything else fails the test. */
export function thrownBy(action: () => unknown): TrimtabError {
  try {
    action();
  } catch (error) {
    if (error instanceof TrimtabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
