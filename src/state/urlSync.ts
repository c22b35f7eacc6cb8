/**
 * The edited experiment in the address bar and back. Written a moment after the last edit, in place (no history entry
 * for each slider position), and only while it is legal, so that what a link holds can always be run.
 */
import { decodeUrl, encodeUrl } from '../domain/config/url.ts';
import { type Language, languages } from '../domain/core/text.ts';
import type { Problem } from '../domain/core/problem.ts';
import type { BackendChoice, Precision } from '../protocol/protocol.ts';
import type { Context } from './context.ts';
import type { ConfigSnapshot, ConfigState } from './contract.ts';

/** Shorter than live changes wait, so that a reload never finds older settings here than the model has. */
const settleMs = 120;

/** Keys of the address that are not about the experiment; they hold for this visit. */
const foreign = ['backend', 'precision', 'lang'] as const;
const backends: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm', 'cpu'];
const precisions: readonly Precision[] = ['f32', 'f16'];

export interface ReadAddress {
  /** Null when the address says nothing about an experiment. */
  readonly snapshot: ConfigSnapshot | null;
  readonly problems: readonly Problem[];
  readonly backend: BackendChoice | null;
  readonly precision: Precision | null;
  readonly language: Language | null;
}

export function readAddress(search: string): ReadAddress {
  const { config, presetId, problems, given } = decodeUrl(search, foreign);
  const query = new URLSearchParams(search);
  const [backend, precision, language] = [query.get('backend'), query.get('precision'), query.get('lang')];
  const unknown = [
    ...(backend !== null && !backends.some((id) => id === backend) ? [unknownBackend(backend)] : []),
    ...(precision !== null && !precisions.some((id) => id === precision) ? [unknownPrecision(precision)] : []),
  ];
  return {
    snapshot: given ? { config, presetId, ownText: null } : null,
    problems: [...problems, ...unknown],
    backend: backends.find((id) => id === backend) ?? null,
    precision: precisions.find((id) => id === precision) ?? null,
    language: languages.find((id) => id === language) ?? null,
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

export const shareSearch = ({ config, presetId }: ConfigState): string => encodeUrl(config, presetId);

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
    const { config } = get();
    if (config.problems.length > 0) return;
    environment.address.replace(withForeign(shareSearch(config), environment.address.search()));
  }

  const stop = store.subscribe((state, before) => {
    if (state.config.config === before.config.config && state.config.presetId === before.config.presetId) return;
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
