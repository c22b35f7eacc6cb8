/**
 * A run belongs to one tab at a time, by a Web Lock that ends with the tab, however it ends. Without Web Locks (plain
 * http) nobody can be sure that a run is free, so a tab only ever holds runs that it started itself.
 */
export interface RunLocks {
  /** False where the browser has no locks. */
  readonly supported: boolean;
  /** True when this tab now holds the run; `waitMs` covers a reload, where the old page is still letting go. */
  hold(runId: string, waitMs?: number): Promise<boolean>;
  /** For a run that was just created, whose id nobody else can know. */
  holdNew(runId: string): Promise<void>;
  release(runId: string): void;
  heldHere(runId: string): boolean;
}

type Manager = Pick<LockManager, 'request'>;

const nameOf = (runId: string): string => `trimtab-run-${runId}`;

export function webLocks(manager: Manager | undefined): RunLocks {
  const releases = new Map<string, () => void>();

  /** Resolves once the lock is granted (true) or refused (false); holds it until `release`. */
  const request = (runId: string, options: LockOptions): Promise<boolean> =>
    new Promise((resolve, reject) => {
      if (manager === undefined) return resolve(false);
      manager
        .request(nameOf(runId), options, (lock) => {
          if (lock === null) return resolve(false);
          return new Promise<void>((release) => {
            releases.set(runId, release);
            resolve(true);
          });
        })
        .catch((thrown: unknown) => {
          if (thrown instanceof DOMException && ['AbortError', 'TimeoutError'].includes(thrown.name)) resolve(false);
          else reject(thrown);
        });
    });

  return {
    supported: manager !== undefined,
    hold: async (runId, waitMs = 0) => {
      if (releases.has(runId)) return true;
      return request(runId, waitMs > 0 ? { signal: AbortSignal.timeout(waitMs) } : { ifAvailable: true });
    },
    holdNew: async (runId) => {
      if (!(await request(runId, { ifAvailable: true }))) releases.set(runId, () => undefined);
    },
    release: (runId) => {
      releases.get(runId)?.();
      releases.delete(runId);
    },
    heldHere: (runId) => releases.has(runId),
  };
}
