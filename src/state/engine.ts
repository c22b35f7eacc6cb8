/** The backend: started at the first need, started anew after a crash or when the person chooses another. */
import { TrimtabError } from '../domain/core/errors.ts';
import type { BackendChoice } from '../protocol/protocol.ts';
import type { Context } from './context.ts';
import type { EngineState } from './contract.ts';

export const initialEngine: EngineState = { phase: 'idle', choice: 'auto', status: null };

export interface Engine {
  /** Rejects when no backend can be had. */
  ensure(): Promise<void>;
  /** What was started is gone, e.g. with its worker. */
  lost(): void;
  /** Takes effect at the next `ensure`. */
  setChoice(choice: BackendChoice): void;
}

export function createEngine({ environment, get, patch }: Context): Engine {
  let starting: Promise<void> | null = null;

  async function start(): Promise<void> {
    patch('engine', { phase: 'starting', status: null });
    try {
      const status = await environment.client.request('engine.start', { choice: get().engine.choice });
      patch('engine', { phase: 'ready', status });
    } catch (thrown) {
      patch('engine', { phase: 'failed' });
      throw thrown;
    }
  }

  return {
    async ensure() {
      if (get().engine.phase === 'ready') return;
      starting ??= start().finally(() => {
        starting = null;
      });
      await starting;
    },
    lost: () => patch('engine', { phase: 'failed', status: null }),
    setChoice: (choice) => patch('engine', { choice, phase: 'idle', status: null }),
  };
}

/** Broken workers are told of once, by the client's crash listener, and not again by each request that they took down. */
export const isCrash = (thrown: unknown): boolean =>
  thrown instanceof TrimtabError && (thrown.code === 'worker-crashed' || thrown.code === 'version-mismatch');
