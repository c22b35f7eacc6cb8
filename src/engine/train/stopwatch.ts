/** Seconds during which something ran, with pauses. */
export interface Stopwatch {
  readonly start: () => void;
  readonly stop: () => void;
  readonly seconds: () => number;
}

export function createStopwatch(initialSeconds: number): Stopwatch {
  let before = initialSeconds;
  let since: number | null = null;
  const seconds = (): number => before + (since === null ? 0 : (performance.now() - since) / 1000);
  return {
    seconds,
    start() {
      since ??= performance.now();
    },
    stop() {
      before = seconds();
      since = null;
    },
  };
}
