/** What passes of mixed precision want measured before they choose; once for a model as it stands. */
import { needsMeasuring, uniformPass } from '../../domain/compression/recipe/applyMixed.ts';
import type { MeasuredPasses } from '../../domain/compression/recipe/compress.ts';
import type { Recipe, RecipePass } from '../../domain/compression/recipe/recipe.ts';
import { axisOf } from '../../domain/compression/sensitivity/axis.ts';
import type { MeasuredMatrix } from '../../domain/compression/sensitivity/choose.ts';
import type { Engine } from '../backend/engine.ts';
import type { TrainingSession } from '../train/session.ts';
import { measureSensitivity } from './measureSensitivity.ts';

interface Options {
  readonly engine: Engine;
  readonly session: TrainingSession;
  readonly recipe: Recipe;
  readonly tell: (share: number, pass: number) => void;
  readonly cancelled: () => boolean;
}

interface Known {
  readonly step: number;
  /** By the pass as JSON. */
  readonly measured: Map<string, readonly MeasuredMatrix[]>;
}

const known = new WeakMap<TrainingSession, Known>();

/** By the place of the pass; null if it was given up. */
export async function measuredPasses(options: Options): Promise<MeasuredPasses | null> {
  const result = new Map<number, readonly MeasuredMatrix[]>();
  for (const [at, pass] of options.recipe.passes.entries()) {
    if (!needsMeasuring(pass)) continue;
    const measured = await measuredOf(uniformPass(pass), at, options);
    if (measured === null) return null;
    result.set(at, measured);
  }
  return result;
}

async function measuredOf(
  pass: RecipePass,
  at: number,
  { engine, session, tell, cancelled }: Options,
): Promise<readonly MeasuredMatrix[] | null> {
  const { step } = session;
  const before = known.get(session);
  const kept: Known = before?.step === step ? before : { step, measured: new Map() };
  known.set(session, kept);
  const key = JSON.stringify(pass);
  const found = kept.measured.get(key);
  if (found) return found;
  const result = await measureSensitivity({
    engine,
    session,
    pass,
    levels: axisOf(pass.method)?.levels ?? [],
    started: () => tell(0, at),
    measured: ({ done, of }) => tell(done / of, at),
    cancelled,
  });
  if (!result?.complete) return null;
  const { matrices, cells } = result;
  const measured = matrices.map((matrix) => ({
    ...matrix,
    rises: new Map(cells.flatMap(({ name, level, riseNats }) => (name === matrix.name ? [[level, riseNats]] : []))),
  }));
  kept.measured.set(key, measured);
  return measured;
}
