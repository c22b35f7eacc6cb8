/** Refusals on demand: what an engine would say no to. */
import type { TrimtabError } from '../../src/domain/core/errors.ts';
import type { Handlers, RequestName } from '../../src/protocol/protocol.ts';

/** The handlers, each of which first looks whether a test wants it to refuse. */
export function refusing(handlers: Handlers, refusals: Map<RequestName, TrimtabError>): Handlers {
  const entries = Object.entries(handlers).map(([name, handle]) => [
    name,
    async (payload: never) => {
      const refusal = refusals.get(name as RequestName);
      refusals.delete(name as RequestName);
      if (refusal !== undefined) throw refusal;
      return (handle as (payload: never) => Promise<unknown>)(payload);
    },
  ]);
  return Object.fromEntries(entries) as Handlers;
}
