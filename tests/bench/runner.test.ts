/** The page's side of a measurement, with a worker that says what it is told to. */
import { describe, expect, test } from 'vitest';
import type { BenchEvent, BenchRequest } from '../../src/bench/contract.ts';
import { planOf } from '../../src/bench/plan.ts';
import { createRunner, type BenchWorker } from '../../src/bench/runner.ts';

type Listener = (event: { readonly data: BenchEvent; readonly message: string }) => void;

/** Answers a request with these events, or crashes where there are none. */
function workers(answers: Readonly<Record<string, readonly BenchEvent[] | null>>) {
  const ended: string[] = [];
  const spawn = (): BenchWorker => {
    const listeners: Record<string, Listener> = {};
    let backend = '';
    const answer = (request: BenchRequest): void => {
      backend = request.backend;
      const events = answers[backend];
      if (events === null) listeners['error']?.({ message: 'no memory' } as Parameters<Listener>[0]);
      for (const data of events ?? []) listeners['message']?.({ data, message: '' });
    };
    return {
      postMessage: answer,
      terminate: () => void ended.push(backend),
      addEventListener: (type: string, listener: Listener) => void (listeners[type] = listener),
    } as unknown as BenchWorker;
  };
  return { spawn, ended };
}

const plan = planOf('?only=step-2-64');
const end: BenchEvent = { kind: 'end', kernels: [] };

describe('the plan', () => {
  test('is everything, or what the address names', () => {
    expect(planOf('').works).toHaveLength(4);
    expect(planOf('?backend=wasm&only=step-2-64&only=lstm-2-128')).toMatchObject({
      backends: ['wasm'],
      works: [{ id: 'step-2-64' }, { id: 'lstm-2-128' }],
      unknown: [],
    });
  });

  test('tells what is not there', () => {
    expect(planOf('?backend=cuda&only=step-9-9').unknown).toEqual(['cuda', 'step-9-9']);
  });
});

describe('a measurement', () => {
  test('goes on with the next backend where one is missing or its worker ends', async () => {
    const { spawn, ended } = workers({ webgpu: null, wasm: [end] });
    const runner = createRunner(plan, spawn, () => 0);
    await runner.start();
    const { phase, results } = runner.state();
    expect(phase).toBe('done');
    expect(ended).toEqual(['webgpu', 'wasm']);
    expect(results[0]?.failures).toMatchObject([{ work: null, error: { code: 'worker-crashed' } }]);
    expect(results[1]?.failures).toEqual([]);
  });

  test('says how long it will take from the time so far', async () => {
    const { spawn } = workers({ webgpu: [{ kind: 'progress', stage: 'step-2-64', done: 2 }], wasm: [end] });
    let clock = 0;
    const runner = createRunner(plan, spawn, () => (clock += 1000));
    void runner.start();
    // Two of eight units of the first of two backends; the clock is asked at the start, for the backend and the event.
    expect(runner.state().progress).toMatchObject({ stage: 'step-2-64', share: 2 / 16, secondsLeft: 14 });
    runner.cancel();
  });

  test('ends its worker when it is cancelled, and starts no other', async () => {
    const { spawn, ended } = workers({ webgpu: [], wasm: [end] });
    const runner = createRunner(plan, spawn, () => 0);
    const running = runner.start();
    runner.cancel();
    await running;
    expect(runner.state()).toMatchObject({ phase: 'cancelled', progress: null, results: [{ backend: 'webgpu' }] });
    expect(ended).toEqual(['webgpu']);
  });
});
