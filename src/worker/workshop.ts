/** Answers the loss workshop's questions about the run, between two steps. */
import { TrimtabError } from '../domain/core/errors.ts';
import type { Run } from '../engine/train/run.ts';
import { readSequence } from '../engine/workshop/readSequence.ts';
import type { Handlers } from '../protocol/protocol.ts';
import type { WorkshopRequests } from '../protocol/workshop.ts';

export interface WorkshopParts {
  readonly runOf: (runId: string) => Run;
  readonly atStandstill: <T>(work: () => Promise<T>) => Promise<T>;
}

export const workshop = ({ runOf, atStandstill }: WorkshopParts): Pick<Handlers, keyof WorkshopRequests> => ({
  async 'workshop.read'({ runId, sequence }) {
    const { session } = runOf(runId);
    if (session.frozen) throw new TrimtabError('not-trainable', { parameters: session.facts.parameters });
    return atStandstill(() => readSequence(session, sequence));
  },
});
