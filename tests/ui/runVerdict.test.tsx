/** What a finished run is said to mean, and that its advice can be followed. */
import { expect, test } from 'vitest';
import { setValue } from '../../src/domain/config/setValue.ts';
import { presetConfig } from '../../src/domain/presets/index.ts';
import type { Series } from '../../src/state/contract.ts';
import { Introduction } from '../../src/ui/why/Introduction.tsx';
import { runVerdict } from '../../src/ui/why/runVerdict.ts';
import { renderScene, screen } from './renderApp.tsx';

const config = presetConfig('gpt-moby-dick');
const uniform = 4.39;
const steps = Array.from({ length: 40 }, (_, index) => (index + 1) * 50);
const series = (loss: (share: number) => number): Series => ({
  x: Float64Array.from(steps),
  y: Float64Array.from(steps, (step) => loss(step / 2000)),
});
const falling = (share: number): number => 1.6 + 2 * Math.exp(-share * 8);

test('a loss that is still falling asks for more steps', () => {
  const slow = series((share) => 4 - 2 * share);
  expect(runVerdict(config, slow, slow, uniform)).toMatchObject({
    key: 'verdictUnfinished',
    values: { fall: '0.40' },
    next: { path: 'training.steps', value: 2 * config.training.steps },
  });
});

test('a gap to another loss is not', () => {
  const lower = series((share) => falling(share) - 0.4 * share);
  const focal = setValue(config, 'loss.method', 'focal');
  expect(runVerdict(focal, series(falling), lower, uniform)?.key).toBe('verdictSettled');
});

test('a gap to the training loss is memorising', () => {
  const verdict = runVerdict(
    config,
    series(falling),
    series((share) => falling(share) - 0.4 * share),
    uniform,
  );
  expect(verdict).toMatchObject({
    key: 'verdictMemorises',
    values: { gap: '0.40' },
    next: { path: 'model.dropout', value: 0.1 },
  });
});

test.each([
  ['above guessing', (share: number) => 2 + 4 * share],
  ['far above its best', (share: number) => (share < 0.5 ? 2 : 3)],
  ['no number', (share: number) => (share < 0.9 ? 2 : Number.NaN)],
])('a loss that ends %s has diverged', (_name, loss) => {
  const verdict = runVerdict(config, series(loss), series(loss), uniform);
  expect(verdict?.key).toBe('verdictDiverged');
  expect(verdict?.next).toMatchObject({ path: 'optimizer.learningRate' });
  expect(verdict?.next?.value).toBeLessThan(Number(config.optimizer['learningRate']));
});

test('a loss that has settled asks for a larger model, unless it is the largest', () => {
  expect(runVerdict(config, series(falling), series(falling), uniform)?.next).toMatchObject({
    path: 'model.width',
    value: 128,
  });
  const largest = setValue(config, 'model.width', 1024);
  expect(runVerdict(largest, series(falling), series(falling), uniform)).toMatchObject({
    key: 'verdictSettled',
    next: null,
  });
});

test('nothing is said before anything was validated', () => {
  expect(runVerdict(config, series(falling), { x: new Float64Array(0), y: new Float64Array(0) }, uniform)).toBeNull();
});

test('the finished run says it on screen, and its button changes the setting', async () => {
  const { app, user } = renderScene({ name: 'finished' }, { part: <Introduction /> });
  const verdict = screen.getByRole('region', { name: 'What came out' });
  const button = verdict.querySelector('button');
  expect(button?.textContent).toMatch(/^Raise (Width|Steps) to/);
  const before = app.store.getState().config.changed.length;
  await user.click(button ?? document.body);
  expect(app.store.getState().config.changed).toHaveLength(before + 1);
});

test('a run that goes on has no verdict yet', () => {
  renderScene({ name: 'training' }, { part: <Introduction /> });
  expect(screen.queryByRole('region', { name: 'What came out' })).toBeNull();
});
