/** The main job, end to end: open, watch it learn, steer it, lose nothing. */
import { expect, test } from 'vitest';
import { small, testSite } from './harness.ts';
import { button, lossAt, phaseOf, reachPhase, reachStep, stepOf } from './trainingPage.ts';

const site = testSite();

/** Nats per character of Moby-Dick with its 81 different ones, ln 81. */
const guessing = 4.39;

test('the default experiment starts by itself and its loss falls', async () => {
  const opened = Date.now();
  const page = await site.open();
  await reachStep(page, 1);
  console.log(`first training step after ${Date.now() - opened} ms`);
  const { training, validation } = await lossAt(page, 50);
  expect(training).toBeLessThan(3.8);
  expect(validation).toBeLessThan(3.8);
});

test('training and validation loss of a small model fall together', async () => {
  const page = await site.open(small());
  // Where it starts is what guessing costs: reading its first losses from the screen may already be too late.
  const { training, validation } = await lossAt(page, 150);
  expect(training).toBeLessThan(guessing - 1.5);
  expect(validation).toBeLessThan(guessing - 1.5);
});

test('pauses, makes one step, and goes on', async () => {
  const page = await site.open(small());
  await reachStep(page, 5);
  await button(page, /^Pause/).click();
  await reachPhase(page, 'paused');
  const paused = await stepOf(page);
  await page.waitForTimeout(500);
  expect(await stepOf(page)).toBe(paused);

  await button(page, /^One step/).click();
  await expect.poll(() => stepOf(page)).toBe(paused + 1);
  expect(await phaseOf(page)).toBe('paused');

  await button(page, /^Continue/).click();
  await reachStep(page, paused + 10);
});

test('a changed learning rate applies at the next step and is marked on the curve', async () => {
  const page = await site.open(small());
  await reachStep(page, 10);
  const field = page.getByRole('textbox', { name: 'Learning rate', exact: true });
  await field.fill('0.0123');
  await field.press('Enter');
  await expect.poll(() => page.getByText(/→ 0\.0123/).count(), { timeout: 30_000 }).toBeGreaterThan(0);
  const step = await stepOf(page);
  await reachStep(page, step + 5);
  expect(new URL(page.url()).searchParams.get('optimizer.learningRate')).toBe('0.0123');
});

test('a contradiction is named, and the running model is left alone', async () => {
  const page = await site.open(small());
  await reachStep(page, 5);
  const field = page.getByRole('textbox', { name: 'Width', exact: true });
  await field.fill('33');
  await field.press('Enter');
  await expect.poll(() => page.getByText(/33 does not divide into 2 heads/).count()).toBeGreaterThan(0);
  const step = await stepOf(page);
  await reachStep(page, step + 5);
});

test('reloading in mid-training goes on where it was', async () => {
  const page = await site.open(small());
  await reachStep(page, 60);
  await button(page, /^Pause/).click();
  await reachPhase(page, 'paused');
  const step = await stepOf(page);
  // Pausing stores a checkpoint; nothing on screen says when it is done.
  await page.waitForTimeout(1500);
  await page.reload();
  await expect.poll(() => stepOf(page), { timeout: 30_000 }).toBeGreaterThanOrEqual(step);
  if ((await phaseOf(page)) === 'paused') await button(page, /^Continue/).click();
  const { training } = await lossAt(page, step + 10);
  expect(training).toBeLessThan(3.2);
});

test('a link reproduces the run', async () => {
  const query = small({ 'training.steps': '30', seed: '11', 'optimizer.learningRate': '0.004' });
  const first = await site.open(query);
  await reachPhase(first, 'finished');
  const expected = await lossAt(first, 30);
  expect(expected).toMatchObject({ step: 30 });

  const second = await site.open(new URL(first.url()).search);
  await reachPhase(second, 'finished');
  expect(await lossAt(second, 30)).toEqual(expected);
});

test('a prompt is continued while training runs', async () => {
  const page = await site.open(small());
  await reachStep(page, 20);
  const before = await stepOf(page);
  await page.getByRole('textbox', { name: /beginning|prompt/i }).fill('Mar');
  await button(page, /^Generate/).click();
  const continuation = page.getByRole('listbox', { name: 'Generated text' });
  await expect.poll(() => continuation.getByRole('option').count(), { timeout: 30_000 }).toBeGreaterThan(20);
  await reachStep(page, before + 5);
});
