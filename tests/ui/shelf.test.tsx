/** The shelf: cards in both languages, opening by click and by key, and what is said where it cannot be read. */
import { expect, test } from 'vitest';
import type { AppState } from '../../src/state/contract.ts';
import ModelShelf from '../../src/ui/shelf/ModelShelf.tsx';
import { shippedModel } from '../state/shippedModel.ts';
import { renderScene, screen, within } from './renderApp.tsx';

const { card } = shippedModel();

function shelf(changes: Partial<AppState['shipped']> = { cards: [card] }, language: 'en' | 'zh' = 'en') {
  const opened: string[] = [];
  const shown = renderScene({ language }, { part: <ModelShelf onOpened={() => opened.push('closed')} /> });
  const { app } = shown;
  Object.assign(app.actions.shipped, { open: async (id: string) => opened.push(id) > 0 });
  const { shipped } = app.store.getState();
  app.store.setState({ shipped: { ...shipped, ...changes } });
  return { ...shown, opened };
}

test('a card says what the model is, how good, of what text, and what it is not for', async () => {
  shelf();
  const article = within(await screen.findByRole('article', { name: 'Names' }));
  article.getByText(/, 2 × 48 · 57.000 parameters/);
  article.getByText(/Validation loss 2.100, perplexity 8.17/);
  article.getByText(/A toy\./);
  expect(article.getByRole('link', { name: 'CC0' }).getAttribute('href')).toBe(card.data.licence.url);
  article.getByText(card.training.command);
});

test('its words are Chinese where the page is', async () => {
  shelf({ cards: [card] }, 'zh');
  const article = within(await screen.findByRole('article', { name: '名字' }));
  expect(article.queryByText('编造名字。')).not.toBeNull();
  expect(article.queryByRole('button', { name: '打开 名字' })).not.toBeNull();
});

test('a click or the Enter key opens it once, and the shelf closes', async () => {
  const { user, opened, app } = shelf();
  await user.click(await screen.findByRole('button', { name: 'Open Names' }));
  expect(opened).toEqual(['names', 'closed']);
  screen.getByRole('button', { name: 'Open Names' }).focus();
  await user.keyboard('{Enter}');
  expect(opened).toHaveLength(4);
  app.store.setState({ shipped: { cards: [card], reading: false, openingId: card.id } });
  const button = await screen.findByRole('button', { name: 'Open Names', busy: true });
  await user.click(button);
  expect(opened).toHaveLength(4);
});

test('a list that cannot be read can be asked for again', async () => {
  const { user, app } = shelf({ cards: null });
  let asked = 0;
  Object.assign(app.actions.shipped, { read: async () => void asked++ });
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(asked).toBe(1);
});
