/** The training page as a person reads it: roles, names and words, no selectors of the markup. */
import type { Page } from 'playwright';
import { expect } from 'vitest';

const patience = { timeout: 90_000, interval: 100 };

export const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();

export const progress = (page: Page) => page.getByRole('progressbar').first();

export async function stepOf(page: Page): Promise<number> {
  return Number(await progress(page).getAttribute('aria-valuenow'));
}

export async function phaseOf(page: Page): Promise<string> {
  return (await progress(page).getAttribute('data-phase')) ?? '';
}

export const reachStep = (page: Page, step: number): Promise<void> =>
  expect.poll(() => stepOf(page), patience).toBeGreaterThanOrEqual(step);

export const reachPhase = (page: Page, phase: string): Promise<void> =>
  expect.poll(() => phaseOf(page), patience).toBe(phase);

export interface Reading {
  readonly step: number;
  readonly training: number;
  /** NaN until measured. */
  readonly validation: number;
}

/** What the loss chart says to those who cannot see it, once its newest run is validated and as far as `step`. */
export async function lossAt(page: Page, step: number): Promise<Reading> {
  const read = async (): Promise<boolean> => {
    const loss = await lossOf(page);
    return loss.step >= step && Number.isFinite(loss.validation);
  };
  await expect.poll(read, patience).toBe(true);
  return lossOf(page);
}

async function lossOf(page: Page): Promise<Reading> {
  const text = await page.getByRole('img', { name: /^Loss curves\./ }).getAttribute('aria-label', patience);
  const [, step = '', training = '', validation = ''] =
    /step ([\d,]+), training (\d+\.\d+|–), validation (\d+\.\d+|–)/.exec(text ?? '') ?? [];
  return { step: Number(step.replaceAll(',', '')), training: Number(training), validation: Number(validation) };
}
