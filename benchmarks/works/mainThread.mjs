/** The longest task of the page's main thread while the default preset trains; the aim is 50 ms. */
import { mainThreadTasks, median, reachStep, withPage } from '../page.mjs';

const seconds = 20;

export const mainThread = {
  id: 'main-thread',
  summary: `tasks of the main thread during ${seconds} s of training, default preset`,
  run: () =>
    withPage(async (open) => {
      const page = await open('?backend=wasm');
      await reachStep(page, 20);
      const tasks = await mainThreadTasks(page, seconds);
      return [
        {
          backend: 'wasm',
          medianMs: median(tasks),
          minMs: tasks.at(-1),
          maxMs: tasks[0],
          runs: tasks.length,
          note: `${tasks.filter((task) => task > 50).length} tasks over 50 ms`,
        },
      ];
    }),
};
