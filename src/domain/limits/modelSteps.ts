/**
 * The operations of a model's forward pass in their order, each with the weights that it reads, what comes out, and its share of
 * a training step: found by walking through the pass itself with shapes, so that an architecture brings no second description.
 */
import type { ParamSpecs, Settings } from '../core/params.ts';
import { layerOf } from '../metrics/tensorGroups.ts';
import { attentionPairs } from '../models/attentionPairs.ts';
import type { ModelDefinition } from '../models/contract.ts';
import type { AttentionOptions, ModelOps } from '../models/ops.ts';
import { counting, shape, sizeOf, type Shape } from './traffic.ts';

export type StepOp = keyof ModelOps<unknown>;

export interface StepWeight {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface ModelStep {
  readonly op: StepOp;
  /** Counting from 0; null before the first layer and behind the last. */
  readonly layer: number | null;
  readonly weights: readonly StepWeight[];
  /** Of every token. */
  readonly outputs: number;
  /** Of weights that no earlier step has read. */
  readonly parameters: number;
  /** Forward and backward, of the whole batch; products only, as in `trainingFlops`. */
  readonly flops: number;
  /** Moved forward and backward, of the whole batch. */
  readonly bytes: number;
  /** What comes out is added to the residual stream. */
  readonly joins: boolean;
}

const bytesPerValue = 4;

interface Call {
  readonly op: StepOp;
  readonly args: readonly unknown[];
  readonly output: Shape;
  readonly values: number;
}

export function modelSteps(
  model: ModelDefinition,
  settings: Settings<ParamSpecs>,
  vocabulary: number,
  size: number,
  time: number,
): readonly ModelStep[] {
  const { ops, values } = counting();
  const calls: Call[] = [];
  const tracked = Object.fromEntries(
    Object.entries(ops).map(([op, run]) => [
      op,
      (...args: readonly unknown[]): Shape => {
        const before = values();
        const output = (run as (...inputs: readonly unknown[]) => Shape)(...args);
        calls.push({ op: op as StepOp, args, output, values: values() - before });
        return output;
      },
    ]),
  ) as unknown as ModelOps<Shape>;
  const specs = model.tensors(settings, vocabulary);
  const weights = Object.fromEntries(specs.map((spec) => [spec.name, shape(...spec.shape)]));
  const names = new Map(Object.entries(weights).map(([name, of]) => [of, name]));
  const ids = shape(size * time);
  const { seesAhead } = model;
  const shown = seesAhead === undefined ? {} : { mask: { prefix: () => seesAhead * time } };
  model.forward(tracked, weights, { inputs: ids, size, time, pooling: shape(size * time), ...shown }, settings);

  const seen = new Set<Shape>();
  let layer: number | null = null;
  return calls.map(({ op, args, output, values: moved }) => {
    const read = args.flatMap(shapesIn).filter((one) => names.has(one));
    const own = read.map((one) => ({ name: names.get(one) ?? '', shape: one.sides }));
    // What has no weights belongs to what came before it.
    if (own.length > 0) layer = layerOf(own[0]?.name ?? '');
    const fresh = read.filter((one) => !seen.has(one));
    for (const one of fresh) seen.add(one);
    return {
      op,
      layer,
      weights: own,
      outputs: output.sides[1] ?? 0,
      parameters: fresh.reduce((sum, one) => sum + sizeOf(one), 0),
      flops: flopsOf(op, args, read, output, size),
      bytes: bytesPerValue * moved,
      joins: op === 'add' || (joinable.has(op) && args[3] !== undefined),
    };
  });
}

/** Their fourth argument is what they are added to. */
const joinable: ReadonlySet<StepOp> = new Set(['linear', 'feedForward']);

/** Tables whose rows are looked up or added. */
const lookUps: ReadonlySet<StepOp> = new Set(['embedding', 'addPositions']);

function flopsOf(op: StepOp, args: readonly unknown[], read: readonly Shape[], output: Shape, size: number): number {
  if (op === 'attention') {
    const { time, window = 0, mask } = args[1] as AttentionOptions;
    const prefix = typeof mask === 'object' ? mask.prefix() : mask === 'full' ? time : 0;
    // 2 products forward, 5 backward.
    return 14 * size * attentionPairs(time, window, prefix) * (output.sides[1] ?? 0);
  }
  if (lookUps.has(op)) return 0;
  const matrices = read.filter(({ sides }) => sides.length > 1);
  return 6 * (output.sides[0] ?? 0) * matrices.reduce((sum, matrix) => sum + sizeOf(matrix), 0);
}

/** Shapes among the arguments of an operation, also those in its records of weights. */
function shapesIn(argument: unknown): readonly Shape[] {
  if (typeof argument !== 'object' || argument === null) return [];
  if ('sides' in argument) return [argument as Shape];
  return Object.values(argument).flatMap(shapesIn);
}
