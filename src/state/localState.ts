/**
 * Preferences in `localStorage`, key by key as the policy table says. What is found there may come from another
 * version or from a person's hands: each value is checked, and one that does not fit takes its default alone.
 */
import type { Language } from '../domain/core/text.ts';
import type { BackendChoice, Precision } from '../protocol/protocol.ts';
import type { Context } from './context.ts';
import type { AppState, ChartOptions, PanelLayout, PreferencesState, Theme, XAxis } from './contract.ts';
import type { Environment, KeyValueStore } from './environment/contract.ts';
import type { LocalState } from './policy.ts';

type Check<T> = (value: unknown, fallback: T) => T;

const oneOf =
  <T extends string>(...options: readonly T[]): Check<T> =>
  (value, fallback) =>
    options.find((option) => option === value) ?? fallback;
const flag: Check<boolean> = (value, fallback) => (typeof value === 'boolean' ? value : fallback);
const between =
  (min: number, max: number): Check<number> =>
  (value, fallback) =>
    typeof value === 'number' && value >= min && value <= max ? value : fallback;
const nullable: Check<string | null> = (value, fallback) =>
  typeof value === 'string' || value === null ? value : fallback;
const strings: Check<readonly string[]> = (value, fallback) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : fallback;

const fields =
  <T extends object>(checks: { readonly [K in keyof T]: Check<T[K]> }): Check<T> =>
  (value, fallback) => {
    const given: Partial<Record<keyof T, unknown>> = typeof value === 'object' && value !== null ? value : {};
    const keys = Object.keys(checks) as (keyof T)[];
    return Object.fromEntries(keys.map((key) => [key, checks[key](given[key], fallback[key])])) as T;
  };

const checks: { readonly [S in keyof LocalState]: { readonly [K in keyof LocalState[S]]: Check<LocalState[S][K]> } } = {
  runs: { baselineId: nullable, overlay: flag },
  generation: {
    options: fields<AppState['generation']['options']>({
      temperature: between(0, 10),
      topK: between(0, 1e6),
      topP: between(0, 1),
      maxTokens: between(1, 1e5),
      seed: between(0, 2 ** 31),
    }),
  },
  // Whatever it says, reading it gives a legal recipe.
  compression: { text: nullable },
  engine: {
    choice: oneOf<BackendChoice>('auto', 'webgpu', 'wasm', 'cpu'),
    precision: oneOf<Precision>('f32', 'f16'),
  },
  preferences: {
    language: oneOf<Language>('en', 'zh'),
    theme: oneOf<Theme>('system', 'light', 'dark'),
    chart: fields<ChartOptions>({
      smoothing: between(0, 0.999),
      logX: flag,
      logY: flag,
      xAxis: oneOf<XAxis>('step', 'tokens', 'seconds'),
      baselines: flag,
    }),
    layout: fields<PanelLayout>({ leftOpen: flag, rightOpen: flag, folded: strings }),
    showAll: flag,
    autostart: oneOf<PreferencesState['autostart']>('auto', 'always', 'never'),
  },
};

const keyOf = (slice: string, name: string): string => `trimtab.${slice}.${name}`;

const pairs = Object.entries(checks).flatMap(([slice, own]) =>
  Object.entries(own).map(([name, check]) => ({ slice, name, check: check as Check<unknown> })),
);

function parse(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The state with what this browser remembers in place of the defaults. */
export function withLocalState(state: AppState, local: KeyValueStore): AppState {
  const slices: Record<string, Record<string, unknown>> = Object.fromEntries(
    Object.entries(state).map(([name, slice]) => [name, slice as Record<string, unknown>]),
  );
  for (const { slice, name, check } of pairs) {
    const found = parse(local.get(keyOf(slice, name)));
    slices[slice] = { ...slices[slice], [name]: check(found, slices[slice]?.[name]) };
  }
  return slices as unknown as AppState;
}

/** Writes each kept key when it changes. */
export function keepLocalState({ store, environment }: Context): () => void {
  return store.subscribe((state, before) => {
    for (const { slice, name } of pairs) {
      const [now, then] = [state, before].map(
        (of) => (of[slice as keyof AppState] as unknown as Record<string, unknown>)[name],
      );
      if (now !== then) environment.local.set(keyOf(slice, name), JSON.stringify(now));
    }
  });
}

/** The first of the browser's languages that the page speaks. */
export function preferredLanguage({ languages }: Pick<Environment, 'languages'>): Language {
  for (const tag of languages) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}
