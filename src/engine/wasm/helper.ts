/** Entry of a helping thread: waits for jobs on shared memory and takes its share of each. */
import { createBoard, word, type HelperStart } from './job.ts';
import { instantiate, kernelNames } from './module.ts';

declare const self: DedicatedWorkerGlobalScope;

/** For so long it looks for the next job before it sleeps: those of a step follow each other sooner than it could wake up. */
const patienceMs = 0.3;
const looksPerGlance = 500;

self.addEventListener('message', ({ data }: MessageEvent<HelperStart>) => {
  const { module, memory, thread } = data;
  const board = createBoard(memory, instantiate(module, memory), kernelNames);
  let seen = Atomics.load(board.words, word.job);
  self.postMessage('ready', []);
  for (;;) {
    waitForNext(board.words, seen);
    seen = Atomics.load(board.words, word.job);
    board.work(thread);
  }
});

function waitForNext(words: Int32Array, seen: number): void {
  const until = performance.now() + patienceMs;
  do {
    for (let look = 0; look < looksPerGlance; look++) if (Atomics.load(words, word.job) !== seen) return;
  } while (performance.now() < until);
  Atomics.add(words, word.asleep, 1);
  Atomics.wait(words, word.job, seen);
  Atomics.sub(words, word.asleep, 1);
}
