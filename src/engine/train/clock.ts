/** Recent step times: their median is robust against a garbage collection or a busy neighbour. */
const remembered = 64;

export interface StepClock {
  add(stepMs: number, hostMs: number): void;
  /** Null before the first step. */
  medianStepMs(): number | null;
  medianHostMs(): number | null;
}

export function stepClock(): StepClock {
  const steps: number[] = [];
  const hosts: number[] = [];
  const keep = (values: number[], value: number): void => {
    values.push(value);
    if (values.length > remembered) values.shift();
  };
  return {
    add(stepMs, hostMs) {
      keep(steps, stepMs);
      keep(hosts, hostMs);
    },
    medianStepMs: () => median(steps),
    medianHostMs: () => median(hosts),
  };
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
