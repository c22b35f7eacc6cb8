/** The loss around a model, in two directions, on the held-out windows that its validations read. */
import { resolve } from '../../domain/config/resolve.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { productsOf } from '../../domain/models/products.ts';
import {
  combined,
  dot,
  gram,
  minus,
  moved,
  projected,
  randomDirection,
  type Direction,
} from '../../domain/xray/directions.ts';
import { extentAround, outwards, places, type Extent } from '../../domain/xray/grid.ts';
import type { Landscape, LandscapeRequest, PathPoint } from '../../protocol/xray.ts';
import { breath } from '../breath.ts';
import { giveUpIf, GivenUp } from '../compress/giveUp.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import type { Job } from './noise.ts';

/** The model as it was. */
export interface Remembered {
  readonly step: number;
  readonly weights: Weights<Float32Array>;
}

/** Fewer earlier models have no two directions. */
export const leastRemembered = 2;

type Plane = readonly [Direction, Direction];

/** Null if it was cancelled before there was anything around the model. */
export async function measureLandscape(
  job: Job,
  { directions: kind, points, reach }: Omit<LandscapeRequest, 'runId'>,
  remembered: readonly Remembered[],
): Promise<Landscape | null> {
  const { session, progress } = job;
  const { step } = session;
  const weights = await session.evaluatedWeights();
  const earlier = remembered.filter((one) => one.step < step);
  const differences = earlier.map((one) => minus(one.weights, weights));
  const directions = kind === 'path' ? await pathPlane(differences) : randomPlane(session, weights);
  if (directions === null) return null;
  const shadows = differences.map((difference) => projected(difference, directions));
  const xs = places(
    extentOf(
      kind,
      shadows.map(({ x }) => x),
      reach,
    ),
    points,
  );
  const ys = places(
    extentOf(
      kind,
      shadows.map(({ y }) => y),
      reach,
    ),
    points,
  );
  const losses = new Float64Array(points * points).fill(Number.NaN);
  const { evalWindows } = session.config.training;
  const pause = async (): Promise<boolean> => {
    await breath();
    return job.cancelled();
  };
  const lossAt = async (given?: Weights<Float32Array>) => {
    const evaluation = await session.evaluate(evalWindows, pause, given);
    giveUpIf(job);
    return evaluation;
  };
  try {
    const { lossNats, tokens } = await lossAt();
    let done = 0;
    try {
      for (const [column, row] of outwards(xs, ys)) {
        const [x, y] = [xs[column] ?? Number.NaN, ys[row] ?? Number.NaN];
        const loss = x === 0 && y === 0 ? lossNats : (await lossAt(moved(weights, directions, x, y))).lossNats;
        losses[row * points + column] = Number.isFinite(loss) ? loss : Infinity;
        progress(++done, points * points);
      }
    } catch (thrown) {
      // What was measured stays.
      if (!(thrown instanceof GivenUp)) throw thrown;
    }
    const path: PathPoint[] = [
      ...earlier.map((one, i) => ({ step: one.step, x: shadows[i]?.x ?? Number.NaN, y: shadows[i]?.y ?? Number.NaN })),
      { step, x: 0, y: 0 },
    ];
    const whole = differences.reduce((sum, difference) => sum + dot(difference, difference), 0);
    const inside = shadows.reduce((sum, { square }) => sum + square, 0);
    const explained = whole > 0 ? inside / whole : null;
    return { directions: kind, step, lossNats, tokens, xs, ys, losses, path, explained };
  } catch (thrown) {
    if (thrown instanceof GivenUp) return null;
    throw thrown;
  }
}

/** Random directions have little to do with the path, which would only shrink to a point in them. */
const extentOf = (kind: LandscapeRequest['directions'], along: readonly number[], reach: number): Extent =>
  kind === 'path' ? extentAround(along) : { low: -reach, high: reach };

function randomPlane({ config, data, tensors }: TrainingSession, weights: Weights<Float32Array>): Plane {
  const { definition, settings } = resolve(config).model;
  const columns = new Set(
    productsOf(definition, settings, data.tokenizer.size).flatMap(({ name, inputsFirst }) =>
      inputsFirst ? [name] : [],
    ),
  );
  const byRows = (name: string): boolean => !columns.has(name);
  const draw = (number: number): Direction => randomDirection(tensors, weights, byRows, config.seed, number);
  return [draw(0), draw(1)];
}

/** The principal components of the differences from the model; null where there are no two. */
async function pathPlane(differences: readonly Direction[]): Promise<Plane | null> {
  if (differences.length < leastRemembered) return null;
  // Their inner products are few, and have the components' factors for singular vectors.
  const { decompose } = await import('../../domain/compression/low-rank/decompose.ts');
  const { left, columns } = decompose(gram(differences), null);
  const component = (k: number): Direction =>
    combined(
      differences,
      differences.map((_, i) => left[i * columns + k] ?? Number.NaN),
    );
  return [component(0), component(1)];
}
