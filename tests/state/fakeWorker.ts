/** A fake engine at the other end of a wire: every message is cloned and arrives later, as with a real worker. */
import { reportOf } from '../../src/domain/core/errors.ts';
import {
  type Emit,
  type FromWorker,
  protocolVersion,
  type RequestName,
  type ToWorker,
} from '../../src/protocol/protocol.ts';
import type { WorkerLike } from '../../src/state/client.ts';
import { createFakeEngine, type FakeCheckpoints, type FakeEngine, type FakeEngineOptions } from './fakeEngine.ts';

export interface FakeWire {
  readonly spawn: () => WorkerLike;
  /** The engine of the worker started last. */
  readonly engine: FakeEngine;
  /** Every request that arrived, in order, over all workers. */
  readonly requests: readonly ToWorker[];
  readonly requestsOf: (name: RequestName) => readonly ToWorker[];
  readonly workers: number;
  readonly checkpoints: FakeCheckpoints;
  /** The present worker dies. */
  crash(message: string): void;
  /** Requests of that name get no answer any more. */
  silence(name: RequestName): void;
  /** The worker speaks another version from now on. */
  speakVersion(version: number): void;
}

type Options = Omit<FakeEngineOptions, 'emit' | 'checkpoints'>;

export function createFakeWire(options: Options = {}): FakeWire {
  const checkpoints: FakeCheckpoints = new Map();
  const requests: ToWorker[] = [];
  const silent = new Set<RequestName>();
  let engine: FakeEngine | null = null;
  let fail: (message: string) => void = () => undefined;
  let workers = 0;
  let version = protocolVersion;

  function spawn(): WorkerLike {
    const target = new EventTarget();
    let alive = true;
    workers++;

    const send = (message: FromWorker): void => {
      const data = structuredClone({ ...message, v: version });
      queueMicrotask(() => alive && target.dispatchEvent(new MessageEvent('message', { data })));
    };
    const emit = ((name, payload) => send({ v: version, kind: 'event', name, payload } as FromWorker)) as Emit;
    const own = createFakeEngine({ ...options, emit, checkpoints });
    engine = own;
    fail = (message) => target.dispatchEvent(Object.assign(new Event('error'), { message }));

    async function answer({ id, name, payload }: ToWorker): Promise<void> {
      try {
        const handle = own.handlers[name] as (payload: unknown) => Promise<unknown>;
        const result = await handle(payload);
        if (!silent.has(name)) send({ v: version, kind: 'result', id, result });
      } catch (thrown) {
        send({ v: version, kind: 'error', id, error: reportOf(thrown) });
      }
    }

    return {
      postMessage(message) {
        const received = structuredClone(message);
        queueMicrotask(() => {
          if (!alive) return;
          requests.push(received);
          void answer(received);
        });
      },
      addEventListener: (type, listener) => target.addEventListener(type, listener),
      terminate() {
        alive = false;
        own.dispose();
      },
    };
  }

  return {
    spawn,
    get engine() {
      if (engine === null) throw new Error('fakeWire: no worker yet');
      return engine;
    },
    requests,
    requestsOf: (name) => requests.filter((request) => request.name === name),
    get workers() {
      return workers;
    },
    checkpoints,
    crash: (message) => fail(message),
    silence: (name) => void silent.add(name),
    speakVersion(next) {
      version = next;
    },
  };
}
