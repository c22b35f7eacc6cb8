/**
 * The page's end of the wire: requests as promises, events to listeners, and one way of failing. A worker that
 * crashes, does not load, or speaks another version of the protocol takes every open request down with a typed error;
 * `restart` replaces it. Nothing is retried behind the person's back.
 */
import { type ErrorReport, TrimtabError } from '../domain/core/errors.ts';
import {
  type EventName,
  type Events,
  type FromWorker,
  protocolVersion,
  type RequestName,
  type RequestPayload,
  type RequestResult,
  type ToWorker,
} from '../protocol/protocol.ts';

/** The part of `Worker` that is used; tests put a fake engine behind it. */
export interface WorkerLike {
  postMessage(message: ToWorker, transfer: Transferable[]): void;
  addEventListener(type: 'message' | 'messageerror' | 'error', listener: (event: Event) => void): void;
  terminate(): void;
}

export interface EngineClient {
  request<N extends RequestName>(
    name: N,
    payload: RequestPayload<N>,
    transfer?: readonly Transferable[],
  ): Promise<RequestResult<N>>;
  on<N extends EventName>(name: N, listener: (payload: Events[N]) => void): () => void;
  /** Called once for each worker that breaks; the next request starts a fresh one. */
  onCrash(listener: (error: ErrorReport) => void): () => void;
  /** Ends the worker, whatever it is doing; open requests fail with `worker-crashed`. */
  readonly restart: () => void;
  readonly dispose: () => void;
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: TrimtabError) => void;
}

const onPurpose = 'ended on purpose';

type AnyListener = (payload: never) => void;

export function createClient(spawn: () => WorkerLike): EngineClient {
  let worker: WorkerLike | null = null;
  let lastId = 0;
  let disposed = false;
  const pending = new Map<number, Pending>();
  const listeners = new Map<EventName, Set<AnyListener>>();
  const crashListeners = new Set<(error: ErrorReport) => void>();

  /** Ends the present worker; what a dead worker still sends is ignored. */
  function end(error: TrimtabError): void {
    worker?.terminate();
    worker = null;
    const open = [...pending.values()];
    pending.clear();
    open.forEach(({ reject }) => reject(error));
  }

  function crash(error: TrimtabError): void {
    end(error);
    crashListeners.forEach((listener) => listener(error.report()));
  }

  function receive(message: FromWorker): void {
    if (message.v !== protocolVersion) {
      crash(new TrimtabError('version-mismatch', { found: message.v, expected: protocolVersion }));
      return;
    }
    if (message.kind === 'event') {
      listeners.get(message.name)?.forEach((listener) => listener(message.payload as never));
      return;
    }
    const request = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === 'result') request?.resolve(message.result as never);
    else request?.reject(fromReport(message.error));
  }

  function start(): WorkerLike {
    const started = spawn();
    const whileAlive = (handle: (event: Event) => void) => (event: Event) => {
      if (worker === started) handle(event);
    };
    started.addEventListener(
      'message',
      whileAlive((event) => receive((event as MessageEvent<FromWorker>).data)),
    );
    started.addEventListener(
      'messageerror',
      whileAlive(() => crash(new TrimtabError('worker-crashed', { message: 'unreadable message' }))),
    );
    started.addEventListener(
      'error',
      whileAlive((event) => crash(new TrimtabError('worker-crashed', { message: messageOf(event) }))),
    );
    return started;
  }

  return {
    request: (name, payload, transfer = []) =>
      new Promise((resolve, reject) => {
        if (disposed) return reject(new TrimtabError('worker-crashed', { message: onPurpose }));
        worker ??= start();
        const id = ++lastId;
        pending.set(id, { resolve, reject });
        worker.postMessage({ v: protocolVersion, id, name, payload } as ToWorker, [...transfer]);
      }),
    on(name, listener) {
      const own = listeners.get(name) ?? new Set();
      listeners.set(name, own);
      own.add(listener);
      return () => void own.delete(listener);
    },
    onCrash(listener) {
      crashListeners.add(listener);
      return () => void crashListeners.delete(listener);
    },
    restart: () => end(new TrimtabError('worker-crashed', { message: onPurpose })),
    dispose() {
      disposed = true;
      end(new TrimtabError('worker-crashed', { message: onPurpose }));
    },
  };
}

const fromReport = ({ code, detail, problems }: ErrorReport): TrimtabError => new TrimtabError(code, detail, problems);

const messageOf = (event: Event): string =>
  'message' in event && typeof event.message === 'string' && event.message !== ''
    ? event.message
    : 'the worker did not load';
