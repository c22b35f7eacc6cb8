/** The longest task of the page's main thread while the default preset trains; the aim is 50 ms. */
import { mainThreadTasks, reachStep, taskRow, withPage } from '../page.mjs';

const seconds = 20;

export const mainThread = {
  id: 'main-thread',
  summary: `tasks of the main thread during ${seconds} s of training, default preset`,
  run: () =>
    withPage(async (open) => {
      const page = await open('?backend=wasm');
      await reachStep(page, 20);
      return [{ backend: 'wasm', ...taskRow(await mainThreadTasks(page, seconds), 50) }];
    }),
};
