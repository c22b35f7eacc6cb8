/** What backends throw when they run out of memory, as our typed error; everything else stays what it is. */
import { reportOf, TrimtabError, type ErrorReport } from '../domain/core/errors.ts';

/** V8's and SpiderMonkey's words for failed array buffers, WebGPU's for buffers; our own heap speaks in typed errors. */
const memoryWords =
  /array buffer allocation|invalid (typed )?array length|out of memory|\bOOM\b|too large for the implementation/i;

export function typedFailure(thrown: unknown): unknown {
  if (thrown instanceof TrimtabError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return memoryWords.test(message) ? new TrimtabError('out-of-memory', { reason: message }) : thrown;
}

export const failureReport = (thrown: unknown): ErrorReport => reportOf(typedFailure(thrown));
