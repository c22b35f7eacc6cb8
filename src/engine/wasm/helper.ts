/** Entry of a helping thread: waits for jobs on shared memory and takes its share of each. */
import { createBoard, lookFor, word, type HelperStart } from './job.ts';
import { instantiate, kernelNames } from './module.ts';

declare const self: DedicatedWorkerGlobalScope;

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

/** The jobs of a step follow each other sooner than a thread could wake up, so it looks before it sleeps. */
function waitForNext(words: Int32Array, seen: number): void {
  if (lookFor(() => Atomics.load(words, word.job) !== seen)) return;
  Atomics.add(words, word.asleep, 1);
  Atomics.wait(words, word.job, seen);
  Atomics.sub(words, word.asleep, 1);
}
