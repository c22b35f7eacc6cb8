/** `navigator.locks` of one origin, exclusive mode only: a queue for each name (https://w3c.github.io/web-locks/). */
type Granted = (lock: Lock | null) => unknown;

export function fakeLockManager(): Pick<LockManager, 'request'> {
  const held = new Set<string>();
  const waiting = new Map<string, (() => void)[]>();

  function free(name: string): void {
    const next = waiting.get(name)?.shift();
    if (next === undefined) held.delete(name);
    else next();
  }

  async function run(name: string, callback: Granted): Promise<unknown> {
    try {
      return await callback({ name, mode: 'exclusive' });
    } finally {
      free(name);
    }
  }

  async function request(name: string, options: LockOptions, callback: Granted): Promise<unknown> {
    if (!held.has(name)) {
      held.add(name);
      return run(name, callback);
    }
    if (options.ifAvailable === true) return callback(null);
    await new Promise<void>((resolve, reject) => {
      const queue = waiting.get(name) ?? [];
      waiting.set(name, queue);
      queue.push(resolve);
      options.signal?.addEventListener('abort', () => {
        const place = queue.indexOf(resolve);
        if (place === -1) return;
        queue.splice(place, 1);
        reject(options.signal?.reason);
      });
    });
    return run(name, callback);
  }

  return { request: request as LockManager['request'] };
}
