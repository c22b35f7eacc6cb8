/**
 * What a product with one vector takes on this machine, dense and compressed. All ways of a shape are timed in turns, round
 * after round, so that whatever else the machine does meanwhile meets all of them alike, and the median counts.
 */
import { median } from '../../../domain/metrics/median.ts';
import type { ProductTime, ShapeTimes, SpeedReport } from '../../../protocol/execution.ts';
import type { Engine } from '../../backend/engine.ts';
import { arraysClock, gpuClock, type Timed } from './clocks.ts';
import type { Size } from '../gemvParts.ts';
import { madeProducts, type Made } from './made.ts';

export interface ShapeToTime extends Size {
  readonly names: readonly string[];
  readonly rank: number;
}

export interface SpeedOptions {
  readonly engine: Engine;
  readonly shapes: readonly ShapeToTime[];
  /** Called between two turns with the share that is done; true gives up. */
  readonly pause: (share: number) => Promise<boolean>;
}

const rounds = 5;
/** Of one way in one round. */
const turnMs = 8;
const mostRepeats = 4096;

/** Null if it was given up. */
export async function measureSpeed({ engine, shapes, pause }: SpeedOptions): Promise<SpeedReport | null> {
  const { gpu, status } = engine;
  const clock = gpu ? gpuClock(gpu.machine) : arraysClock;
  const measured: ShapeTimes[] = [];
  for (const [index, shape] of shapes.entries()) {
    const entrants: Entrant[] = [];
    try {
      for (const made of madeProducts(shape, shape.rank)) {
        if (await pause(index / shapes.length)) return null;
        entrants.push(await entrantOf(made, await clock(made)));
      }
      for (let round = 0; round < rounds; round++) {
        for (const [turn, { timed, repeats, times }] of entrants.entries()) {
          if (await pause((index + (round + turn / entrants.length) / rounds) / shapes.length)) return null;
          times.push(await timed.time(repeats));
        }
      }
    } finally {
      for (const { timed } of entrants) timed.close();
    }
    const { inputs, outputs, names, rank } = shape;
    const times = entrants.map(({ made: { way, bytes }, times: ms }): ProductTime => ({ way, bytes, ms: median(ms) }));
    measured.push({ inputs, outputs, names, rank, times });
  }
  return { machine: gpu ? 'webgpu' : 'arrays', software: gpu !== null && status.software, rounds, shapes: measured };
}

interface Entrant {
  readonly made: Made;
  readonly timed: Timed;
  readonly repeats: number;
  readonly times: number[];
}

/** The first run is that of compilers and caches; from the next it follows how many fill a turn. */
async function entrantOf(made: Made, timed: Timed): Promise<Entrant> {
  await timed.time(1);
  let repeats = 1;
  for (;;) {
    const ms = repeats * (await timed.time(repeats));
    if (ms >= turnMs / 2 || repeats === mostRepeats) break;
    repeats = Math.min(mostRepeats, repeats * Math.max(2, Math.min(16, Math.floor(turnMs / Math.max(ms, 0.01)))));
  }
  return { made, timed, repeats, times: [] };
}
