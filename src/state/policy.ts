/**
 * What becomes of every key of the state when the page closes, complete by type:
 *   `url`     in the address, so that a link reproduces it      `local`    in this browser, for all tabs
 *   `runs`    with the runs, in IndexedDB                       `nowhere`  gone, or derived from what is kept
 * `undo` marks what Ctrl+Z brings back.
 */
import type { AppState } from './contract.ts';

export type Keeping = 'url' | 'local' | 'runs' | 'nowhere';

export interface Policy {
  readonly kept: Keeping;
  readonly undo?: true;
}

type Sliced = Omit<AppState, 'errors'>;
export type PolicyTable = { readonly [S in keyof Sliced]: { readonly [K in keyof Sliced[S]]: Policy } };

const url = { kept: 'url', undo: true } as const satisfies Policy;
const local = { kept: 'local' } as const satisfies Policy;
const runs = { kept: 'runs' } as const satisfies Policy;
const nowhere = { kept: 'nowhere' } as const satisfies Policy;

export const policy = {
  config: {
    config: url,
    presetId: url,
    ownText: { kept: 'runs', undo: true },
    base: nowhere,
    problems: nowhere,
    changed: nowhere,
    changedPerSection: nowhere,
    pendingRestart: nowhere,
    past: nowhere,
    future: nowhere,
  },
  run: {
    runId: runs,
    phase: runs,
    status: nowhere,
    config: runs,
    ownText: runs,
    facts: nowhere,
    data: nowhere,
    flags: runs,
    latest: runs,
    latestValidation: runs,
    samples: runs,
    confusion: nowhere,
    checkpoint: runs,
    resumedAt: nowhere,
    profile: nowhere,
    profiling: nowhere,
    busy: nowhere,
  },
  runs: { list: runs, selectedId: nowhere, baselineId: local, overlay: local, removed: nowhere },
  generation: { prompt: nowhere, options: local, tokens: nowhere, busy: nowhere, unknown: nowhere },
  compression: {
    // Also in the address, once there is one.
    text: local,
    recipe: nowhere,
    problems: nowhere,
    replaced: nowhere,
    past: nowhere,
    future: nowhere,
    variants: nowhere,
    selectedId: nowhere,
    budget: nowhere,
    working: nowhere,
    paceMs: nowhere,
    orders: nowhere,
    error: nowhere,
    comparison: nowhere,
  },
  speed: { report: nowhere, cache: nowhere, progress: nowhere, measuring: nowhere, error: nowhere },
  files: { opening: nowhere, opened: nowhere, error: nowhere },
  sensitivity: { map: nowhere, working: nowhere, painted: nowhere, error: nowhere },
  engine: {
    phase: nowhere,
    choice: local,
    precision: local,
    status: nowhere,
    peaks: nowhere,
    measuring: nowhere,
    kernels: nowhere,
    tuning: nowhere,
    tuningProgress: nowhere,
    tuned: nowhere,
  },
  data: { byKey: nowhere },
  shipped: { cards: nowhere, reading: nowhere, openingId: nowhere },
  preferences: { language: local, theme: local, chart: local, layout: local, showAll: local, autostart: local },
  view: { place: { kept: 'url' }, dialog: nowhere, explained: nowhere, storage: nowhere },
} as const satisfies PolicyTable;

type LocalKey<S extends keyof typeof policy> = {
  [K in keyof (typeof policy)[S]]: (typeof policy)[S][K] extends typeof local ? K : never;
}[keyof (typeof policy)[S]];

/** The part of the state that the table keeps in the browser. */
export type LocalState = {
  readonly [S in keyof typeof policy as LocalKey<S> extends never ? never : S]: Pick<
    AppState[S],
    LocalKey<S> & keyof AppState[S]
  >;
};
