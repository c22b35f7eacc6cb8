/** Runs that come of others: a member of a race that is kept, and a run that goes on from the checkpoint of another one. */
import { findPreset } from '../../domain/presets/index.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import { textHash } from '../../domain/data/textHash.ts';
import type { MetricFrame } from '../../protocol/protocol.ts';
import type { RunOrigin, StoredRun, StoredText } from '../../storage/contract.ts';
import { cutFrame, mapColumns } from '../../storage/frames.ts';
import type { Context } from '../context.ts';
import type { MetricRow, MetricsReader } from '../contract.ts';
import { newRun } from '../run/newRun.ts';
import { readText } from '../run/readStoredRun.ts';
import type { RunCommands } from '../run/runActions.ts';
import type { Persistence } from '../runs/persistence.ts';
import type { RunsCommands } from '../runs/runsActions.ts';
import { makeRoom } from '../runs/records.ts';
import type { RunList } from '../runs/runList.ts';
import type { Entrant, RacesState } from './contract.ts';
import { withSteps } from './entrants.ts';

export interface HeirParts {
  readonly context: Context;
  readonly list: RunList;
  readonly persistence: Persistence;
  readonly run: RunCommands;
  readonly runs: RunsCommands;
}

export interface Heirs {
  /** The id of the run. */
  keep(state: RacesState, member: Entrant, step: number | null): Promise<string>;
  fork(runId: string): Promise<void>;
  open(runId: string): Promise<void>;
}

export function createHeirs({ context, list, persistence, run, runs }: HeirParts): Heirs {
  const { environment, metrics, get } = context;
  const nameOf = ({ name }: Entrant): string => name[get().preferences.language];

  /** Listed with its curve up to its step, but not brought in: whoever trains goes on. */
  function add(record: StoredRun, text: StoredText | null, frames: readonly MetricFrame[]): void {
    list.replace(makeRoom(get().runs.list, [get().run.runId]));
    list.add({ ...record, ...lossesOf(frames) }, text);
    metrics.load(record.id, frames);
    for (const frame of frames) persistence.frame(frame);
  }

  function originOf({ kept, members }: RacesState, { parent }: Entrant): RunOrigin | null {
    const source = members.find(({ id }) => id === parent?.id);
    if (parent === null || source === undefined) return null;
    return { id: kept[source.id] ?? source.id, name: nameOf(source), step: parent.step, config: source.config };
  }

  async function open(runId: string): Promise<void> {
    await run.resume(runId, true, false);
    if (get().run.runId === runId) runs.edit(runId);
  }

  return {
    open,
    async keep(state, member, step) {
      const { status, raceId } = state;
      const total = status?.members.find(({ id }) => id === member.id)?.totalSteps;
      const config = total === undefined ? member.config : withSteps(member.config, total);
      const record = newRun(context, { config, presetId: null });
      const wanted = { raceId: raceId ?? '', memberId: member.id, step, runId: record.id };
      const { step: keptStep } = await environment.client.request('race.keep', wanted);
      const origin = originOf(state, member);
      const text = member.ownText;
      add(
        {
          ...record,
          name: nameOf(member),
          phase: keptStep >= config.training.steps ? 'finished' : 'stopped',
          step: keptStep,
          ...(origin && { origin }),
        },
        text === null ? null : { hash: textHash(text), name: nameOf(member), text },
        framesOf(metrics, member.id, record.id, keptStep),
      );
      // Forks of it that were kept before it was a run now go back to one.
      for (const { id, origin: of } of get().runs.list) {
        if (of?.id === member.id) list.change(id, { origin: { ...of, id: record.id } });
      }
      await persistence.flush();
      return record.id;
    },

    async fork(runId) {
      const source = list.find(runId);
      if (source === null) return;
      if (get().run.runId === runId) await run.save();
      await persistence.flush();
      const { runs: stored, checkpoints } = await context.storage();
      const checkpoint = await checkpoints.latest(runId);
      if (checkpoint === null) throw new TrimtabError('bad-checkpoint', { reason: 'none-stored', runId });
      const { step } = checkpoint;
      const { config } = source;
      const record = newRun(context, { config, presetId: findPreset(source.presetId ?? '')?.id ?? null });
      await checkpoints.save({ ...checkpoint, runId: record.id, createdAt: environment.now() });
      const frames = (await stored.metrics(runId)).map((frame) => ({ ...cutFrame(frame, step), runId: record.id }));
      const origin = { id: runId, name: source.name, step, config };
      const text = await readText(context, source, get().config.ownText);
      const hash = config.data['textHash'];
      add(
        { ...record, phase: 'stopped', step, origin, ...(source.opened !== undefined && { opened: source.opened }) },
        text === null || typeof hash !== 'string' ? null : { hash, ...text },
        frames.filter((frame) => frame.steps.length > 0),
      );
      await open(record.id);
    },
  };
}

/** The rows of one as frames of another, up to a step, cut where norms were taken: a frame carries one row of them. */
function framesOf(reader: MetricsReader, from: string, runId: string, upTo: number): readonly MetricFrame[] {
  const rows = Array.from({ length: reader.rows(from) }, (_, index) => reader.row(from, index)).filter(
    (row): row is MetricRow => row !== null && row.step <= upTo,
  );
  const norms = reader.norms(from).filter(({ step }) => step <= upTo);
  const ends = [...norms.map(({ step }) => step), Infinity];
  return ends.flatMap((end, index) => {
    const after = ends[index - 1] ?? -Infinity;
    const part = rows.filter(({ step }) => step > after && step <= end);
    const own = norms[index];
    if (part.length === 0) return [];
    const steps = Int32Array.from(part, ({ step }) => step);
    const columns = mapColumns((column) => Float32Array.from(part, (row) => row[column]));
    return [{ runId, steps, columns, ...(own && { norms: own }) }];
  });
}

function lossesOf(
  frames: readonly MetricFrame[],
): Pick<StoredRun, 'valLossNats' | 'bestValLossNats' | 'trainLossNats' | 'tokensPerSecond'> {
  const measured = (column: 'valLossNats' | 'trainLossNats' | 'tokensPerSecond'): readonly number[] =>
    frames.flatMap(({ columns }) => [...columns[column]]).filter((value) => Number.isFinite(value));
  const validations = measured('valLossNats');
  return {
    valLossNats: validations.at(-1) ?? null,
    bestValLossNats: validations.length === 0 ? null : Math.min(...validations),
    trainLossNats: measured('trainLossNats').at(-1) ?? null,
    tokensPerSecond: measured('tokensPerSecond').at(-1) ?? null,
  };
}
