/**
 * The edited experiment in the address bar and back. Written a moment after the last edit, in place (no history entry
 * for each slider position), and only while it is legal, so that what a link holds can always be run.
 */
import { decodeUrl, encodeUrl, pageKeys } from '../domain/config/url.ts';
import { type Language, languages } from '../domain/core/text.ts';
import type { Problem } from '../domain/core/problem.ts';
import type { BackendChoice, Precision } from '../protocol/protocol.ts';
import type { Context } from './context.ts';
import { type AppState, type ConfigSnapshot, places, type ViewState } from './contract.ts';

/** Shorter than live changes wait, so that a reload never finds older settings here than the model has. */
const settleMs = 120;

/** Keys of the address that hold for this visit. */
const foreign = ['backend', 'precision', 'lang'] as const;
/** More is no recipe. */
const longestRecipe = 2000;
const backends: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm', 'cpu'];
const precisions: readonly Precision[] = ['f32', 'f16'];

export interface ReadAddress {
  /** Null when the address says nothing about an experiment. */
  readonly snapshot: ConfigSnapshot | null;
  readonly problems: readonly Problem[];
  readonly backend: BackendChoice | null;
  readonly precision: Precision | null;
  readonly language: Language | null;
  /** As it stands there; what it says is known once the lab is opened. */
  readonly recipe?: string;
  readonly place?: ViewState['place'];
}

export function readAddress(search: string): ReadAddress {
  const { config, presetId, problems, given } = decodeUrl(search, pageKeys);
  const query = new URLSearchParams(search);
  const [backend, precision, language] = [query.get('backend'), query.get('precision'), query.get('lang')];
  const recipe = query.get('recipe')?.slice(0, longestRecipe);
  const wantedPlace = query.get('place');
  const place = places.find((id) => id === wantedPlace);
  const unknown = [
    ...(backend !== null && !backends.some((id) => id === backend) ? [unknownBackend(backend)] : []),
    ...(precision !== null && !precisions.some((id) => id === precision) ? [unknownPrecision(precision)] : []),
    ...(wantedPlace !== null && place === undefined ? [unknownPlace(wantedPlace)] : []),
  ];
  return {
    snapshot: given ? { config, presetId, ownText: null } : null,
    problems: [...problems, ...unknown],
    backend: backends.find((id) => id === backend) ?? null,
    precision: precisions.find((id) => id === precision) ?? null,
    language: languages.find((id) => id === language) ?? null,
    ...(recipe !== undefined && { recipe }),
    ...(place !== undefined && { place }),
  };
}

const unknownBackend = (given: string): Problem => ({
  path: 'backend',
  message: {
    en: `There is no backend “${given.slice(0, 40)}”. Possible: ${backends.join(', ')}.`,
    zh: `没有名为“${given.slice(0, 40)}”的后端。可选：${backends.join(', ')}。`,
  },
  nearest: 'auto',
});

const unknownPrecision = (given: string): Problem => ({
  path: 'precision',
  message: {
    en: `There is no precision “${given.slice(0, 40)}”. Possible: ${precisions.join(', ')}.`,
    zh: `没有名为“${given.slice(0, 40)}”的精度。可选：${precisions.join(', ')}。`,
  },
  nearest: 'f32',
});

const unknownPlace = (given: string): Problem => ({
  path: 'place',
  message: {
    en: `There is no place “${given.slice(0, 40)}” in this program. Possible: ${places.join(', ')}.`,
    zh: `本程序没有名为“${given.slice(0, 40)}”的页面。可选：${places.join(', ')}。`,
  },
  nearest: 'train',
});

type Shared = Pick<AppState, 'config' | 'compression' | 'view'>;

export function shareSearch({ config, compression: { text }, view: { place } }: Shared): string {
  const query = new URLSearchParams(encodeUrl(config.config, config.presetId));
  if (text !== null) query.set('recipe', text);
  if (place !== 'train') query.set('place', place);
  return query.toString();
}

const sameAddress = (a: Shared, b: Shared): boolean =>
  a.config.config === b.config.config &&
  a.config.presetId === b.config.presetId &&
  a.compression.text === b.compression.text &&
  a.view.place === b.view.place;

/** What the address said about this visit stays in it. */
function withForeign(search: string, present: string): string {
  const query = new URLSearchParams(search);
  const before = new URLSearchParams(present);
  for (const key of foreign) {
    const value = before.get(key);
    if (value !== null) query.set(key, value);
  }
  return query.toString();
}

export function syncAddress({ store, environment, get }: Context): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function write(): void {
    clearTimeout(timer);
    if (get().config.problems.length > 0) return;
    environment.address.replace(withForeign(shareSearch(get()), environment.address.search()));
  }

  const stop = store.subscribe((state, before) => {
    if (sameAddress(state, before)) return;
    clearTimeout(timer);
    timer = setTimeout(write, settleMs);
  });
  write();
  const stopHide = environment.onHide(write);
  return () => {
    clearTimeout(timer);
    stop();
    stopHide();
  };
}
