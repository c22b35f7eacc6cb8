/** The members of the race that is on, and the runs of this browser, as relatives. */
import { describeDifferences, diffConfigs } from '../../../domain/config/diff.ts';
import type { Language, LocalText } from '../../../domain/core/text.ts';
import type { Relative } from '../../../domain/races/family.ts';
import type { MemberStatus } from '../../../protocol/races.ts';
import type { RunRecord } from '../../../state/contract.ts';
import type { RacesState } from '../../../state/races/contract.ts';

export interface RunRelative extends Relative {
  readonly name: string;
  readonly colour: number;
  readonly step: number;
  readonly totalSteps: number;
  /** Null until measured. */
  readonly valLossNats: number | null;
  /** From which step of its parent, and what was changed; null where it began by itself. */
  readonly origin: { readonly name: string; readonly step: number; readonly changes: LocalText } | null;
  /** Null for a member of a race, which is no run. */
  readonly run: RunRecord | null;
}

export function relativesOf(
  { members, status }: Pick<RacesState, 'members' | 'status'>,
  runs: readonly RunRecord[],
  language: Language,
  lossOf: (memberId: string) => number | null,
): readonly RunRelative[] {
  const statusOf = (id: string): MemberStatus | undefined => status?.members.find((member) => member.id === id);
  const racing = members.map(({ id, name, colour, config, parent }): RunRelative => {
    const source = members.find((member) => member.id === parent?.id);
    const origin = source && {
      name: source.name[language],
      step: parent?.step ?? 0,
      changes: describeDifferences(diffConfigs(source.config, config)),
    };
    return {
      id,
      name: name[language],
      colour,
      step: statusOf(id)?.step ?? 0,
      totalSteps: statusOf(id)?.totalSteps ?? config.training.steps,
      valLossNats: lossOf(id),
      parent: source ? { id: source.id, name: source.name[language] } : null,
      origin: origin ?? null,
      run: null,
    };
  });
  const saved = runs.map((run): RunRelative => {
    const { id, name, colour, step, totalSteps, valLossNats, config } = run;
    const parent = run.origin ?? null;
    const origin = parent && { ...parent, changes: describeDifferences(diffConfigs(parent.config, config)) };
    return { id, name, colour, step, totalSteps, valLossNats, parent, origin, run };
  });
  return [...racing, ...saved];
}
