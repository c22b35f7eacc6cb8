/** Entry of a helping thread: waits for jobs on shared memory and takes its share of each. */
import { createBoard, word, type HelperStart } from './job.ts';
import { instantiate, kernelNames } from './module.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Looks before going to sleep: the kernels of a step follow each other within microseconds, and waking up takes longer. */
const looks = 2000;

self.addEventListener('message', ({ data }: MessageEvent<HelperStart>) => {
  const { module, memory, thread } = data;
  const board = createBoard(memory, instantiate(module, memory), kernelNames);
  let seen = Atomics.load(board.words, word.job);
  self.postMessage('ready', []);
  for (;;) {
    for (let look = 0; look < looks && Atomics.load(board.words, word.job) === seen; look++);
    Atomics.wait(board.words, word.job, seen);
    seen = Atomics.load(board.words, word.job);
    board.work(thread);
  }
});
