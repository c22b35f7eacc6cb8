/** Words of the shelf of models that ship with the site, in English. */
import type { shelfZh } from './shelfZh.ts';

export const shelfEn: Readonly<Record<keyof typeof shelfZh, string>> = {
  shelf: 'Ready-made models',
  shelfHint: 'trained already: write with them, compress them',
  shelfMore: 'Open a ready-made model',
  shelfReading: 'Reading the list of models…',
  shelfNone: 'The list of models could not be read.',
  shelfRetry: 'Try again',
  shelfOpen: 'Open',
  shelfOpenNamed: 'Open {name}',
  shelfOpening: 'Opening…',
  shelfModel: '{architecture}, {layers} × {width}',
  shelfParameters: '{count} parameters',
  shelfSize: '{size} in {dtype}',
  shelfLoss: 'Validation loss {loss}, perplexity {perplexity}, {bits} bits per byte',
  shelfTrained: 'Trained for {steps} steps, {date}',
  shelfData: 'Text: {corpus}, ',
  shelfLimits: 'What it is not for',
  shelfCommand: 'Made by',
};
