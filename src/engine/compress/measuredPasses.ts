/** What passes of mixed precision and of layers want measured before they choose; once for a model as it stands. */
import { needsLayersMeasured, type MeasuredLayers } from '../../domain/compression/recipe/applyLayers.ts';
import { needsMeasuring, uniformPass } from '../../domain/compression/recipe/applyMixed.ts';
import type { MeasuredPasses } from '../../domain/compression/recipe/compress.ts';
import type { Recipe, RecipePass } from '../../domain/compression/recipe/recipe.ts';
import { axisOf } from '../../domain/compression/sensitivity/axis.ts';
import type { MeasuredMatrix } from '../../domain/compression/sensitivity/choose.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { measureLayers } from './measureLayers.ts';
import { measureSensitivity } from './measureSensitivity.ts';

interface Options {
  readonly session: TrainingSession;
  readonly recipe: Recipe;
  readonly tell: (share: number, pass: number) => void;
  readonly cancelled: () => boolean;
}

type Measured = readonly MeasuredMatrix[] | MeasuredLayers;

interface Measurement {
  /** The same for the same measurement. */
  readonly key: string;
  /** Null if it was given up. */
  readonly run: (at: number, options: Options) => Promise<Measured | null>;
}

interface Known {
  readonly step: number;
  readonly measured: Map<string, Measured>;
}

const knownOf = new WeakMap<TrainingSession, Known>();

/** By the place of the pass; null if it was given up. */
export async function measuredPasses(options: Options): Promise<MeasuredPasses | null> {
  const result = new Map<number, Measured>();
  for (const [at, pass] of options.recipe.passes.entries()) {
    const measure = measurementOf(pass);
    if (measure === null) continue;
    const measured = await known(measure, at, options);
    if (measured === null) return null;
    result.set(at, measured);
  }
  return result;
}

function measurementOf(pass: RecipePass): Measurement | null {
  if (needsLayersMeasured(pass)) {
    return {
      key: 'layers',
      run: (at, { session, tell, cancelled }) =>
        measureLayers({ session, tell: (share) => tell(share, at), cancelled }),
    };
  }
  if (!needsMeasuring(pass)) return null;
  const uniform = uniformPass(pass);
  return { key: JSON.stringify(uniform), run: (at, options) => measureWidths(uniform, at, options) };
}

async function known({ key, run }: Measurement, at: number, options: Options): Promise<Measured | null> {
  const { session } = options;
  const { step } = session;
  const before = knownOf.get(session);
  const kept: Known = before?.step === step ? before : { step, measured: new Map() };
  knownOf.set(session, kept);
  const measured = kept.measured.get(key) ?? (await run(at, options));
  if (measured) kept.measured.set(key, measured);
  return measured;
}

async function measureWidths(
  pass: RecipePass,
  at: number,
  { session, tell, cancelled }: Options,
): Promise<readonly MeasuredMatrix[] | null> {
  const result = await measureSensitivity({
    session,
    pass,
    levels: axisOf(pass.method)?.levels ?? [],
    started: () => tell(0, at),
    measured: ({ done, of }) => tell(done / of, at),
    cancelled,
  });
  if (!result?.complete) return null;
  const { matrices, cells } = result;
  return matrices.map((matrix) => ({
    ...matrix,
    rises: new Map(cells.flatMap(({ name, level, riseNats }) => (name === matrix.name ? [[level, riseNats]] : []))),
  }));
}
