/** The list of runs as pure functions: colours, what differs, which are shown. */
import { describeDifferences, diffConfigs } from '../../domain/config/diff.ts';
import type { LocalText } from '../../domain/core/text.ts';
import { findPreset } from '../../domain/presets/index.ts';
import type { StoredRun } from '../../storage/contract.ts';
import { baseOf } from '../config/derive.ts';
import { maxVisibleRuns, type RunRecord } from '../contract.ts';

const baselineText: LocalText = { en: 'baseline', zh: '基准' };

/** Lowest colour that no visible run has. */
export function freeColour(runs: readonly StoredRun[]): number {
  const taken = new Set(runs.filter((run) => run.visible).map((run) => run.colour));
  for (let colour = 0; colour < maxVisibleRuns; colour++) if (!taken.has(colour)) return colour;
  return 0;
}

/** Hides the oldest visible runs until there is room for one more; those in `keep` and pinned ones only if need be. */
export function makeRoom<R extends StoredRun>(runs: readonly R[], keep: readonly (string | null)[]): readonly R[] {
  const visible = runs.filter((run) => run.visible);
  const surplus = visible.length - (maxVisibleRuns - 1);
  if (surplus <= 0) return runs;
  const rank = (run: R): number => (keep.includes(run.id) ? 2 : run.pinned ? 1 : 0);
  const hidden = visible.toSorted((a, b) => rank(a) - rank(b) || a.startedAt - b.startedAt).slice(0, surplus);
  return runs.map((run) => (hidden.includes(run) ? { ...run, visible: false } : run));
}

/** Shown in a colour of its own. */
export function show<R extends StoredRun>(
  runs: readonly R[],
  id: string,
  keep: readonly (string | null)[],
): readonly R[] {
  const wanted = runs.find((run) => run.id === id);
  if (wanted === undefined || wanted.visible) return runs;
  const room = makeRoom(runs, keep);
  const taken = room.some((run) => run.visible && run.colour === wanted.colour);
  const colour = taken ? freeColour(room) : wanted.colour;
  return room.map((run) => (run.id === id ? { ...run, visible: true, colour } : run));
}

/** Newest first, each with what sets it apart. */
export function describeRuns(runs: readonly StoredRun[], baselineId: string | null): readonly RunRecord[] {
  const sorted = runs.toSorted((a, b) => b.startedAt - a.startedAt);
  const baseline = sorted.find((run) => run.id === baselineId);
  return sorted.map((run, place) => ({ ...run, difference: difference(run, baseline ?? sorted[place + 1]) }));
}

/** A first run is compared with its preset. */
function difference(run: StoredRun, other: StoredRun | undefined): LocalText {
  if (other?.id === run.id) return baselineText;
  const preset = findPreset(run.presetId ?? '')?.id ?? null;
  return describeDifferences(diffConfigs(other?.config ?? baseOf(preset), run.config));
}
