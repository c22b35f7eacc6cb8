/** Opening a model as a person meets it: picker, drop, hub, what came of it, and what is said when nothing does. */
import { act, fireEvent, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test, vi } from 'vitest';
import { openedRecipe, openedStep } from '../state/fakeFiles.ts';
import { renderTab, screen, within } from './renderApp.tsx';

vi.setConfig({ testTimeout: 60_000 });

/** A machine that does other things too. */
const patient = { timeout: 15_000 };

/** The whole page with the dialog open. */
async function open() {
  const shown = renderTab();
  const { app } = shown.tab;
  await act(async () => {
    await app.boot();
    await app.actions.run.start({ paused: true });
  });
  await shown.user.keyboard('o');
  await screen.findByRole('dialog', { name: 'Open a model' }, patient);
  const runs = () => shown.tab.state().runs.list.map(({ name }) => name);
  return { ...shown, state: shown.tab.state, runs };
}

const inDialog = () => within(screen.getByRole('dialog'));
const file = (name: string): File => new File(['{}'], name);
const exported = ['model.safetensors', 'config.json', 'tokenizer.json', 'experiment.json'].map((name) =>
  file(`calm-otter-7.${name}`),
);
const picker = (): HTMLInputElement =>
  screen.getAllByLabelText<HTMLInputElement>('Choose files').find((element) => element.matches('input')) ??
  document.createElement('input');

test('picked files become a paused run of their own, which the editor takes over', async () => {
  const { user, state, runs } = await open();
  await user.upload(picker(), exported);
  await screen.findByText(/calm-otter-7 is open/, {}, patient);
  expect(runs()[0]).toBe('calm-otter-7');
  expect(state().run).toMatchObject({ phase: 'paused', status: { step: openedStep } });
  await waitFor(() => expect(state().config.config.data.tokenizer).toBe('imported'), patient);
  expect(screen.getByText(/The text that it was trained on is not here/)).toBeTruthy();
  const name = inDialog().getByLabelText('Name');
  await user.clear(name);
  await user.type(name, 'My otter{Enter}');
  await screen.findByText(/My otter is open/, {}, patient);
  expect(runs()[0]).toBe('My otter');
  await user.click(screen.getByRole('button', { name: 'Evaluate' }));
  await screen.findByText(/Validation loss .* perplexity/, {}, patient);
  await user.click(screen.getByRole('button', { name: 'Generate and train' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(await screen.findByText('opened from file', {}, patient)).toBeTruthy();
});

test('loose files that say nothing are named after what they are', async () => {
  const { user, runs } = await open();
  await user.upload(picker(), [file('model.safetensors'), file('config.json'), file('tokenizer.json')]);
  await screen.findByText(/transformer-810K is open/, {}, patient);
  expect(runs()[0]).toBe('transformer-810K');
});

test('a compressed file is on the board of its run', async () => {
  const { user, state } = await open();
  await user.upload(picker(), [file('model.trimtab.safetensors'), file('tokenizer.json')]);
  await screen.findByText(/A compressed model/, {}, patient);
  await waitFor(() => expect(state().compression.variants).toHaveLength(1), patient);
  expect(state().compression).toMatchObject({ variants: [{ opened: true, recipe: openedRecipe }], working: null });
  await user.click(screen.getByRole('button', { name: 'Compress it' }));
  expect(state().view.place).toBe('compress');
});

test('what cannot be opened is told in the dialog, and nothing else changes', async () => {
  const { user, state, runs } = await open();
  const before = { runs: runs(), run: state().run };
  await user.upload(picker(), [file('tokenizer.json')]);
  expect((await screen.findByRole('alert', {}, patient)).textContent).toContain('model.safetensors');
  expect({ runs: runs(), run: state().run }).toEqual(before);
});

test('a damaged compressed file is to be fetched again, not trained again; the files say how far a model was trained or not', async () => {
  const { user, tab } = await open();
  tab.wire.refuseNext('files.open', 'bad-checkpoint');
  await user.upload(picker(), [file('model.trimtab.safetensors'), file('tokenizer.json')]);
  const told = (await screen.findByRole('alert', {}, patient)).textContent;
  expect(told).toContain('fetch the file again');
  expect(told).not.toContain('Start the run anew');
  await user.upload(picker(), [file('model.trimtab.safetensors'), file('tokenizer.json')]);
  expect(await screen.findByText(/do not say how far it was trained/, {}, patient)).toBeTruthy();
});

test('a run that the engine refuses leaves no trace', async () => {
  const { user, state, runs, tab } = await open();
  const before = { runs: runs(), runId: state().run.runId };
  tab.wire.refuseNext('run.start', 'out-of-memory');
  await user.upload(picker(), exported);
  await waitFor(() => expect(state().errors.map(({ report }) => report.code)).toContain('out-of-memory'), patient);
  await waitFor(() => expect({ runs: runs(), runId: state().run.runId }).toEqual(before), patient);
});

test('files with weights that are dropped anywhere are a model, not a text', async () => {
  const { tab } = await open();
  act(() => tab.app.actions.view.open(null));
  fireEvent.drop(window, { dataTransfer: { types: ['Files'], files: exported } });
  await screen.findByText(/calm-otter-7 is open/, {}, patient);
  expect(tab.state().config.config.data.corpus).not.toBe('own-text');
});

test('the hub is asked only when the button is pressed, and the dialog says that this leaves the machine', async () => {
  const { user, state } = await open();
  expect(screen.getByText(/asks huggingface.co over the network/)).toBeTruthy();
  await user.selectOptions(inDialog().getByLabelText('Server'), 'hf-mirror.com');
  expect(screen.getByText(/asks hf-mirror.com over the network/)).toBeTruthy();
  await user.type(inDialog().getByLabelText('Model'), 'not an address{Enter}');
  expect((await screen.findByRole('alert', {}, patient)).textContent).toContain('no address of a model');
  await user.clear(inDialog().getByLabelText('Model'));
  await user.type(inDialog().getByLabelText('Model'), 'owner/name{Enter}');
  await waitFor(() => expect(state().files.error?.detail).toMatchObject({ reason: 'unreachable' }), patient);
  expect(String(state().files.error?.detail['address'])).toBe(
    'https://hf-mirror.com/owner/name/resolve/main/config.json',
  );
});

test.each(['en', 'zh'] as const)('the dialog is accessible (%s)', async (language) => {
  const { tab } = await open();
  act(() => tab.app.actions.preferences.setLanguage(language));
  const dialog = await screen.findByRole('dialog', {}, patient);
  // jsdom lays nothing out, and does not know that a modal dialog hides the page behind it.
  const off = { 'color-contrast': { enabled: false }, 'landmark-no-duplicate-banner': { enabled: false } };
  const { violations } = await axe.run(dialog, { rules: off });
  expect(violations.map(({ id }) => id)).toEqual([]);
});
