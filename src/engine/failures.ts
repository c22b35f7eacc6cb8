/** What backends throw when they run out of memory, as our typed error; everything else stays what it is. */
import { reportOf, TrimtabError, type ErrorReport } from '../domain/core/errors.ts';

/** V8's and SpiderMonkey's words for failed array buffers, Emscripten's for a heap that cannot grow, WebGPU's for buffers. */
const memoryWords =
  /array buffer allocation|invalid (typed )?array length|out of memory|\bOOM\b|cannot enlarge memory|memory access out of bounds|aborted\(|too large for the implementation/i;

export function typedFailure(thrown: unknown): unknown {
  if (thrown instanceof TrimtabError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return memoryWords.test(message) ? new TrimtabError('out-of-memory', { reason: message }) : thrown;
}

export const failureReport = (thrown: unknown): ErrorReport => reportOf(typedFailure(thrown));
