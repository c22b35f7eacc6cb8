/** Answers requests with handlers: version check, dispatch, errors as reports. */
import { TrimtabError } from '../domain/core/errors.ts';
import { failureReport } from '../engine/failures.ts';
import { protocolVersion, type Handlers, type ToWorker } from '../protocol/protocol.ts';
import { errorMessage, resultMessage, type Post } from './send.ts';

export function serve(handlers: Handlers, post: Post): (message: ToWorker) => Promise<void> {
  return async ({ v, id, name, payload }) => {
    try {
      if (v !== protocolVersion)
        throw new TrimtabError('version-mismatch', { what: 'protocol', found: v, expected: protocolVersion });
      // The table types each name with its payload; over the wire the pair arrives as a union.
      const handler = handlers[name] as ((payload: unknown) => Promise<unknown>) | undefined;
      if (!handler) throw new TrimtabError('internal', { message: `unknown request ${name}` });
      post(resultMessage(id, await handler(payload)), []);
    } catch (thrown) {
      post(errorMessage(id, failureReport(thrown)), []);
    }
  };
}
