/** Main-thread tasks with 10,000 logged points on the charts while a tiny model trains on; an update should stay under 16 ms. */
import { mainThreadTasks, reachStep, taskRow, withPage } from '../page.mjs';

const points = 10_000;
const seconds = 10;
const tiny = new URLSearchParams({
  preset: 'copy-task',
  backend: 'wasm',
  'data.length': '4',
  'model.layers': '1',
  'model.heads': '1',
  'model.width': '8',
  'model.context': '16',
  'training.batchSize': '1',
  'training.evalEvery': '100000',
  'training.steps': '100000',
});

/** Shorter tasks are timers and messages; an update of the charts is not among them. */
const shortestUpdateMs = 1;

export const chartUpdate = {
  id: 'chart-update',
  summary: `tasks of the main thread with ${points} points per curve`,
  run: () =>
    withPage(async (open) => {
      const page = await open(`?${tiny}`);
      await reachStep(page, points);
      const updates = (await mainThreadTasks(page, seconds)).filter(({ ms }) => ms > shortestUpdateMs);
      return [{ backend: 'wasm', ...taskRow(updates, 16) }];
    }),
};
