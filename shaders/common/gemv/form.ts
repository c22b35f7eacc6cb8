/**
 * A matrix [O, I] times one vector, as decoding needs it: whatever the matrix is written in, an invocation works on four
 * rows at a time, so that an input serves four sums, and either walks along them alone or shares them with others. A
 * kernel brings `outputs()`, `partialSums(first, lane)` of four rows, every LANES-th item from `lane` on, and
 * `finish(row, sum)`, which leaves out what is past the last row.
 */
import { constants, linearGrid, type Grid } from '../kernel.ts';
import alone from './alone.wgsl?raw';
import lanes from './lanes.wgsl?raw';
import subgroup from './subgroup.wgsl?raw';

/** Who adds up four rows: one invocation, several through shared memory, or several through subgroups. */
export type GemvForm = 'alone' | 'lanes' | 'subgroup';

/** `alone` first: it has no barriers, which software adapters take ten times as long for; others read in one line. */
export const gemvForms: readonly GemvForm[] = ['alone', 'lanes', 'subgroup'];

/** Rows that an invocation works on. */
const rowsTogether = 4;

const forms = {
  // Small workgroups, because there are few invocations, and all processors should have some.
  alone: { LANES: 1, WORKGROUP: 16, source: alone },
  lanes: { LANES: 32, WORKGROUP: 64, source: lanes },
  // As many as a subgroup has on most devices.
  subgroup: { LANES: 32, WORKGROUP: 32, source: subgroup },
} as const satisfies Readonly<Record<GemvForm, unknown>>;

/** @param body declares bindings and what a kernel brings */
export function gemvCode(form: GemvForm, body: string): string {
  const { LANES, WORKGROUP, source } = forms[form];
  const enabled = form === 'subgroup' ? 'enable subgroups;\n' : '';
  return `${enabled}${constants({ LANES, WORKGROUP })}${body}\n${source}`;
}

export function gemvGrid(form: GemvForm, outputs: number): Grid {
  const { LANES, WORKGROUP } = forms[form];
  return linearGrid(Math.ceil(outputs / rowsTogether) * LANES, WORKGROUP);
}
