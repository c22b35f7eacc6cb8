/** A fake engine at the other end of a wire: every message is cloned and arrives later, as with a real worker. */
import { type ErrorCode, type ErrorReport, reportOf, TrimtabError } from '../../src/domain/core/errors.ts';
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
  /** The next request of that name is refused, by whichever worker gets it. */
  refuseNext(name: RequestName, code: ErrorCode, detail?: ErrorReport['detail']): void;
  /** The present worker dies. */
  crash(message: string): void;
  /** Requests of that name lie unread until the returned function is called. */
  silence(name: RequestName): () => void;
  /** The worker speaks another version from now on. */
  speakVersion(version: number): void;
}

/** Checkpoints outlive workers, as they do in storage. */
export type FakeWireOptions = Omit<FakeEngineOptions, 'emit' | 'refusals'>;

export function createFakeWire({ checkpoints = new Map(), ...options }: FakeWireOptions = {}): FakeWire {
  const refusals = new Map<RequestName, TrimtabError>();
  const requests: ToWorker[] = [];
  const silent = new Map<RequestName, (() => void)[]>();
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
    const own = createFakeEngine({ ...options, emit, checkpoints, refusals });
    engine = own;
    fail = (message) => target.dispatchEvent(Object.assign(new Event('error'), { message }));

    async function answer({ id, name, payload }: ToWorker): Promise<void> {
      try {
        const handle = own.handlers[name] as (payload: unknown) => Promise<unknown>;
        const result = await handle(payload);
        send({ v: version, kind: 'result', id, result });
      } catch (thrown) {
        send({ v: version, kind: 'error', id, error: reportOf(thrown) });
      }
    }

    return {
      postMessage(message, transfer) {
        const received = structuredClone(message, { transfer });
        queueMicrotask(() => {
          if (!alive) return;
          requests.push(received);
          const held = silent.get(received.name);
          if (held === undefined) void answer(received);
          else held.push(() => void answer(received));
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
    refuseNext: (name, code, detail) => void refusals.set(name, new TrimtabError(code, detail)),
    crash: (message) => fail(message),
    silence(name) {
      const held: (() => void)[] = [];
      silent.set(name, held);
      return () => {
        silent.delete(name);
        held.forEach((read) => read());
      };
    },
    speakVersion(next) {
      version = next;
    },
  };
}
