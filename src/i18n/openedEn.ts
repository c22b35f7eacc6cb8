/** Words about opened and exported models that the page needs at once, in English. */
import type { openedZh } from './openedZh.ts';

export const openedEn: Readonly<Record<keyof typeof openedZh, string>> = {
  openModel: 'Open a model',
  openedFrom: 'opened from file',
  downloadGguf: 'For llama.cpp: {format}',
};
