/** What the x-ray asks of the worker, in the manner of `SeeingActions.ask`; loaded with its panels. */
import type {
  Conflicts,
  Landscape,
  LandscapeRequest,
  Mixing,
  MixingRequest,
  NoiseResult,
  ReadText,
  Spreads,
  TextChoice,
} from '../../protocol/xray.ts';
import type { Answer, SeeingActions } from '../seeing/contract.ts';

export interface Progress {
  readonly done: number;
  readonly of: number;
  readonly elapsedMs: number;
}

/** About the current run. None of these rejects. */
export interface XrayQuestions {
  spreads(): Promise<Answer<Spreads>>;
  read(text: TextChoice): Promise<Answer<ReadText>>;
  mixing(request: Omit<MixingRequest, 'runId'>): Promise<Answer<Mixing>>;
  noise(repeats: number, tell: (progress: Progress) => void): Promise<Answer<NoiseResult>>;
  remember(): Promise<Answer<readonly number[]>>;
  landscape(request: Omit<LandscapeRequest, 'runId'>, tell: (progress: Progress) => void): Promise<Answer<Landscape>>;
  conflicts(tell: (progress: Progress) => void): Promise<Answer<Conflicts>>;
  /** Of the noise, the landscape and the conflicts. */
  cancel(): Promise<void>;
}

export function xrayQuestions({ ask }: SeeingActions): XrayQuestions {
  const told = <T>(tell: (progress: Progress) => void, question: Parameters<typeof ask<T>>[0]): Promise<Answer<T>> =>
    ask(async (runId, client) => {
      const stop = client.on('xray.progress', tell);
      try {
        return await question(runId, client);
      } finally {
        stop();
      }
    });

  return {
    spreads: () => ask((runId, client) => client.request('xray.spreads', { runId })),
    read: (text) => ask((runId, client) => client.request('xray.read', { runId, text })),
    mixing: (request) => ask((runId, client) => client.request('xray.mixing', { ...request, runId })),
    noise: (repeats, tell) => told(tell, (runId, client) => client.request('xray.noise', { runId, repeats })),
    remember: () => ask((runId, client) => client.request('xray.remember', { runId })),
    landscape: (request, tell) =>
      told(tell, (runId, client) => client.request('xray.landscape', { ...request, runId })),
    conflicts: (tell) => told(tell, (runId, client) => client.request('xray.conflicts', { runId })),
    cancel: async () => {
      await ask((_runId, client) => client.request('xray.cancel', null));
    },
  };
}
