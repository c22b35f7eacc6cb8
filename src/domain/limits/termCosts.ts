/**
 * What the terms beside a loss add to a step: found by walking through them with shapes in the place of tensors, as for the
 * model (`traffic.ts`), so that a term brings no second description of itself.
 */
import type { Chosen } from '../config/resolve.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';
import type { TokenBatch } from '../data/contract.ts';
import { activeTerms, passesOf, trainedTensors, type ActiveTerm } from '../losses/terms/active.ts';
import type { TermOps, TermPass } from '../losses/terms/contract.ts';
import { parameterCount, type ModelDefinition } from '../models/contract.ts';
import { dropsSomething } from '../models/drops.ts';
import { modelSteps } from './modelSteps.ts';
import { counting, shape, sizeOf, type Count, type Shape } from './traffic.ts';

export interface TermCosts {
  /** Trained beside the model. */
  readonly parameters: number;
  /** Kept for the backward pass, of a part of the batch. */
  readonly activationBytes: number;
  /** Of the whole batch, without the update. */
  readonly flops: number;
  readonly bytes: number;
}

export interface TermSubject {
  readonly model: Chosen<ModelDefinition>;
  /** The section of the experiment. */
  readonly terms: Settings<ParamSpecs>;
  readonly vocabulary: number;
  readonly time: number;
  /** The backend keeps the T×T weights of attention. */
  readonly keepsAttention: boolean;
}

const bytesPerValue = 4;

/** @param size of the batch. @param rows of a part of it */
export function termCosts(subject: TermSubject, size: number, rows: number): TermCosts {
  const { model, terms, vocabulary } = subject;
  const list = activeTerms(terms);
  if (list.length === 0) return { parameters: 0, activationBytes: 0, flops: 0, bytes: 0 };
  const tensors = model.definition.tensors(model.settings, vocabulary);
  const parameters = parameterCount(trainedTensors(model, terms, vocabulary)) - parameterCount(tensors);
  const { flops, bytes } = walk(subject, list, size);
  return { parameters, flops, bytes, activationBytes: walk(subject, list, rows).activationBytes };
}

type Walked = Omit<TermCosts, 'parameters'>;

function walk(subject: TermSubject, list: readonly ActiveTerm[], size: number): Walked {
  const { model, terms, vocabulary, time } = subject;
  const all = trainedTensors(model, terms, vocabulary);
  const weights = Object.fromEntries(all.map((spec) => [spec.name, shape(...spec.shape)]));
  const count = counting();
  const pass = passOf(subject, size);
  let flops = 0;
  let kept = 0;
  let further = { flops: 0, bytes: 0, activationBytes: 0 };
  const keep = (output: Shape): Shape => {
    kept += sizeOf(output);
    return output;
  };
  const product = (x: Shape, columns: number, output: Shape): Shape => {
    flops += 6 * sizeOf(x) * columns;
    return keep(output);
  };
  const ops: TermOps<Shape> = termOps(count, keep, product);
  const table = shape(vocabulary, pass.width);
  const passes = Array.from({ length: passesOf(list) }, () => ({
    logits: shape(size * time, vocabulary),
    hidden: shape(size * time, pass.width),
    made: new Map<string, Shape>(),
  }));
  // The loss has used them once, and left gradients there.
  count.use(table);
  for (const { logits, hidden } of passes) count.use(logits, hidden);
  for (const [number, { logits, hidden, made }] of passes.entries()) {
    for (const { definition, settings } of list) {
      if (definition.needsTwin && number > 0) continue;
      definition.value<Shape>(
        ops,
        {
          ...pass,
          logits,
          hidden: () => hidden,
          head: (x) => product(x, vocabulary, count.ops.project(x, table)),
          twin: () => passes[1]?.logits ?? logits,
          weights,
          again(batch) {
            const { output, ...costs } = furtherPass(subject, batch(), pass.width);
            further = {
              flops: further.flops + costs.flops,
              bytes: further.bytes + costs.bytes,
              activationBytes: further.activationBytes + costs.activationBytes,
            };
            return output;
          },
          once(key, make) {
            const value = made.get(key) ?? make();
            made.set(key, value);
            return value;
          },
        },
        settings,
      );
    }
  }
  return {
    flops: flops + further.flops,
    bytes: bytesPerValue * count.values() + further.bytes,
    activationBytes: bytesPerValue * kept + further.activationBytes,
  };
}

type Keep = (output: Shape) => Shape;
type Product = (x: Shape, columns: number, output: Shape) => Shape;

function termOps({ ops, loss, move, use }: Count, keep: Keep, product: Product): TermOps<Shape> {
  const rowsOf = ({ sides }: Shape): number => sides[0] ?? 0;
  const columnsOf = ({ sides }: Shape): number => sides[1] ?? 0;
  const scalar = shape();
  return {
    linear: (x, weight, bias, onto) => product(x, columnsOf(weight), ops.linear(x, weight, bias, onto)),
    add: (a, b) => ops.add(a, b),
    input: () => scalar,
    // Beside the logits, what their gradient is made of.
    crossEntropy(logits) {
      use(logits);
      loss(logits);
      keep(logits);
      return scalar;
    },
    unlikelihood(logits) {
      const ids = shape(rowsOf(logits));
      use(logits);
      move(logits, ids, ids, ids);
      move(logits, ids, ids, logits);
      keep(logits);
      return scalar;
    },
    jeffreys(a, b) {
      use(a, b);
      move(a, b, shape(rowsOf(a)));
      // A kernel for the gradient of each side.
      move(a, b, shape(rowsOf(a)), a);
      move(a, b, shape(rowsOf(a)), b);
      keep(a);
      keep(b);
      return scalar;
    },
    meanOverTime(x, time) {
      const output = shape(rowsOf(x) / time, columnsOf(x));
      use(x);
      move(x, output);
      move(output, x);
      return keep(output);
    },
    unitRows: (x) => keep(ops.rmsNorm(x, shape(columnsOf(x)), 0)),
    project: (x, table) => product(x, rowsOf(table), ops.project(x, table)),
    pairs(cosines) {
      use(cosines);
      move(cosines, shape(rowsOf(cosines)));
      move(cosines, cosines);
      return keep(scalar);
    },
  };
}

interface FurtherPass extends Walked {
  readonly output: Shape;
}

/** The model once more, up to its head, with gradients that are added to those of its weights. */
function furtherPass(
  { model: { definition, settings }, vocabulary, keepsAttention }: TermSubject,
  { size, time, prefix }: TokenBatch,
  width: number,
): FurtherPass {
  // Rows that a plain model reads have no prefix.
  const { seesAhead = 0, ...causal } = definition;
  const ahead = prefix === undefined || seesAhead === 0 ? {} : { seesAhead };
  const steps = modelSteps({ ...causal, ...ahead }, settings, vocabulary, size, time);
  const head = steps.findLastIndex(({ op, joins }) => !joins && (op === 'linear' || op === 'project'));
  const before = steps.slice(0, head);
  const sum = (of: 'flops' | 'bytes' | 'parameters'): number => before.reduce((total, step) => total + step[of], 0);
  // As many logits as the architecture counts are not made.
  const spared = 2 * size * time * vocabulary;
  return {
    output: shape(size * time, width),
    flops: sum('flops'),
    bytes: sum('bytes') + bytesPerValue * sum('parameters'),
    activationBytes:
      definition.activationBytes(settings, vocabulary, size, time) -
      bytesPerValue * spared +
      (keepsAttention ? definition.attentionMatrixBytes(settings, size, time) : 0),
  };
}

type Told = Pick<TermPass<Shape>, 'time' | 'batch' | 'whole' | 'weight' | 'varies' | 'below'> & {
  readonly width: number;
};

/** What a term is told of a step, of which only sizes matter here. */
function passOf({ model: { definition, settings }, vocabulary, time }: TermSubject, size: number): Told {
  const tokens = new Int32Array(size * time);
  const rows = { inputs: tokens, targets: tokens };
  const { seesAhead } = definition;
  const prefixed = seesAhead === undefined ? {} : { prefix: Math.round(seesAhead * time) };
  const batch: TokenBatch = { ...rows, size, time, plain: rows, ...prefixed };
  return {
    time,
    batch: () => batch,
    whole: () => batch,
    weight: () => 1,
    varies: dropsSomething(definition, settings),
    below: () => 0,
    width: definition.headWidth(settings, vocabulary),
  };
}
