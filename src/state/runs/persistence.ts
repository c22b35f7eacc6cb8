/**
 * Carries runs to storage in the background: what arrives is collected and written every two seconds, when a
 * checkpoint was stored, and when the page is hidden. A failure becomes a notice; what was not written stays in line.
 */
import type { MetricFrame, Sample } from '../../protocol/protocol.ts';
import type { RunStore, StoredRun, StoredText } from '../../storage/contract.ts';
import { cutFrame, joinFrames } from '../../storage/frames.ts';
import type { Context } from '../context.ts';
import type { Errors } from '../errors.ts';

const flushMs = 2000;

type Changes = Partial<Omit<StoredRun, 'id'>>;

export interface Persistence {
  create(run: StoredRun, text: StoredText | null): void;
  change(id: string, changes: Changes): void;
  frame(frame: MetricFrame): void;
  sample(sample: Sample): void;
  /** The run goes on from an earlier step: what it logged after it is deleted, whatever is written later stays. */
  goBack(id: string, step: number): void;
  /** Deletes the run with all that belongs to it; nothing more is written of it. */
  remove(id: string): void;
  /** Resolves when everything collected so far is written, or has failed. */
  flush(): Promise<void>;
  readonly dispose: () => void;
}

interface Waiting {
  created: StoredRun | null;
  text: StoredText | null;
  changes: Changes;
  frames: readonly MetricFrame[];
  samples: readonly Sample[];
}

export function createPersistence(context: Context, errors: Errors): Persistence {
  const waiting = new Map<string, Waiting>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();

  function add(id: string, changes: Partial<Waiting>): void {
    const nothing: Waiting = { created: null, text: null, changes: {}, frames: [], samples: [] };
    waiting.set(id, { ...(waiting.get(id) ?? nothing), ...changes });
    timer ??= setTimeout(() => void flush(), flushMs);
  }

  /** Takes each part out of the line only once it is written; what arrives meanwhile is kept behind it. */
  async function write(id: string, work: Waiting): Promise<void> {
    const { runs } = await context.storage();
    if (work.text !== null) await runs.putText(work.text);
    if (work.created !== null) await runs.put(work.created);
    if (Object.keys(work.changes).length > 0)
      await runs.update(id, { ...work.changes, updatedAt: context.environment.now() });
    if (work.frames.length > 0) await runs.appendMetrics(joinFrames(id, work.frames));
    for (const sample of work.samples) await runs.addSample(sample);
  }

  function putBack(id: string, work: Waiting): void {
    const later = waiting.get(id);
    add(id, {
      created: later?.created ?? work.created,
      text: later?.text ?? work.text,
      changes: { ...work.changes, ...later?.changes },
      frames: [...work.frames, ...(later?.frames ?? [])],
      samples: [...work.samples, ...(later?.samples ?? [])],
    });
  }

  async function writeAll(): Promise<void> {
    for (const [id, work] of Array.from(waiting)) {
      waiting.delete(id);
      try {
        await write(id, work);
      } catch (thrown) {
        putBack(id, work);
        errors.caught(thrown, { kind: 'notice' });
      }
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeAll);
    return writing;
  }

  function inTurn(work: (runs: RunStore) => Promise<void>): void {
    writing = writing
      .then(async () => work((await context.storage()).runs))
      .catch((thrown: unknown) => errors.caught(thrown, { kind: 'notice' }));
  }

  return {
    create: (run, text) => add(run.id, { created: run, text }),
    change: (id, changes) => add(id, { changes: { ...waiting.get(id)?.changes, ...changes } }),
    frame: (frame) => add(frame.runId, { frames: [...(waiting.get(frame.runId)?.frames ?? []), frame] }),
    sample: (sample) => add(sample.runId, { samples: [...(waiting.get(sample.runId)?.samples ?? []), sample] }),
    goBack(id, step) {
      const work = waiting.get(id);
      if (work !== undefined) {
        const frames = work.frames.map((frame) => cutFrame(frame, step)).filter((frame) => frame.steps.length > 0);
        waiting.set(id, { ...work, frames, samples: work.samples.filter((sample) => sample.step <= step) });
      }
      inTurn((runs) => runs.truncate(id, step));
    },
    remove(id) {
      waiting.delete(id);
      inTurn((runs) => runs.remove(id));
    },
    flush,
    dispose: () => clearTimeout(timer),
  };
}
