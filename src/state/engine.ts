/** The backend: started at the first need, started anew after a crash or when the person chooses another. */
import { TrimtabError } from '../domain/core/errors.ts';
import type { EngineSettings } from '../protocol/protocol.ts';
import type { Context } from './context.ts';
import type { EngineState } from './contract.ts';
import type { CurrentRun } from './run/currentRun.ts';

export const initialEngine: EngineState = {
  phase: 'idle',
  choice: 'auto',
  precision: 'f32',
  status: null,
  peaks: null,
  measuring: false,
  kernels: null,
  tuning: false,
  tuningProgress: null,
  tuned: null,
};

/** Another engine is another machine. */
const nothingKnown = { status: null, peaks: null, kernels: null, tuned: null } as const;

export interface Engine {
  /** Rejects when no backend can be had. */
  ensure(): Promise<void>;
  /** Works with a started engine; if the person chooses another backend meanwhile, anew with that one. */
  use<T>(work: () => Promise<T>): Promise<T>;
  /** What was started is gone, e.g. with its worker. */
  lost(): void;
  /** Its worker was ended on purpose. */
  ended(): void;
  /** Takes effect at the next `ensure`. */
  set(settings: Partial<EngineSettings>): void;
}

export function createEngine({ environment, get, patch }: Context, current: CurrentRun): Engine {
  let starting: Promise<void> | null = null;
  let choices = 0;

  /** Once it is no longer `starting`, another has taken its place and the phase is that one's. */
  function start(): Promise<void> {
    patch('engine', { phase: 'starting', ...nothingKnown });
    const end = (changes: Partial<EngineState>): void => {
      if (starting !== own) return;
      starting = null;
      patch('engine', changes);
    };
    const { choice, precision } = get().engine;
    const own = environment.client.request('engine.start', { choice, precision }).then(
      (status) => end({ phase: 'ready', status }),
      (thrown: unknown) => {
        end({ phase: 'failed' });
        throw thrown;
      },
    );
    return own;
  }

  async function use<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      const chosen = choices;
      try {
        if (get().engine.phase !== 'ready') await (starting ??= start());
        return await work();
      } catch (thrown) {
        if (chosen === choices) throw thrown;
      }
    }
  }

  function drop(changes: Partial<EngineState>): void {
    starting = null;
    patch('engine', { ...changes, ...nothingKnown });
    current.gone();
  }

  return {
    ensure: () => use(async () => undefined),
    use,
    lost: () => drop({ phase: 'failed' }),
    ended: () => drop({ phase: 'idle' }),
    set(settings) {
      choices++;
      drop({ ...settings, phase: 'idle' });
    },
  };
}

/** Broken workers are told of once, by the client's crash listener, and not again by each request that they took down. */
export const isCrash = (thrown: unknown): boolean =>
  thrown instanceof TrimtabError && (thrown.code === 'worker-crashed' || thrown.code === 'version-mismatch');

/** The worker has lost its engine, and the news of it has not come through. */
export const isWithoutEngine = (thrown: unknown): boolean =>
  thrown instanceof TrimtabError &&
  thrown.code === 'internal' &&
  thrown.detail['message'] === 'engine.start comes first';
