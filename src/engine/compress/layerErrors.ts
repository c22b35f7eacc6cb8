/** Where a compressed model goes wrong, from its first matrix to its last: both models read the same training text. */
import { multiplier, outputErrors, type OutputErrors } from '../../domain/compression/seeing/outputErrors.ts';
import { inputsIfAny, type CompressedModel } from '../../domain/compression/recipe/compress.ts';
import { resolve } from '../../domain/config/resolve.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import { productsOf } from '../../domain/models/products.ts';
import type { LayerError, LayerErrors } from '../../protocol/seeing.ts';
import type { Engine } from '../backend/engine.ts';
import { breath } from '../breath.ts';
import { foldedRows } from './layers.ts';
import { createSession } from '../train/session.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { rowKeeper, type InputRows } from './readInputs.ts';

export interface LayerErrorOptions {
  readonly engine: Engine;
  readonly session: TrainingSession;
  /** Of the variant, as the model computes with them. */
  readonly decoded: Weights<Float32Array>;
  readonly model: CompressedModel;
  readonly tell: (share: number) => void;
  /** Asked every few milliseconds; true gives up. */
  readonly cancelled: () => boolean;
}

/** Multiply-adds for all tokens and matrices together: about a second of plain JavaScript. */
const budget = 6e8;
const [fewest, most] = [8, 256];
const stretchMs = 12;

/** Null if it was given up. */
export async function layerErrors(options: LayerErrorOptions): Promise<LayerErrors | null> {
  const { engine, session, decoded, model, cancelled } = options;
  const { config, data, facts } = session;
  const tokens = Math.min(most, Math.max(fewest, Math.floor(budget / (3 * facts.parameters))));
  const { step } = session;
  const weights = await session.evaluatedWeights();
  const inputs = await inputsOf(session, tokens);
  if (cancelled()) return null;
  const changed = createSession({
    engine,
    config,
    data,
    start: { step, weights: decoded, state: null },
    ...inputsIfAny(model),
  });
  let changedInputs: ReadonlyMap<string, InputRows>;
  try {
    changedInputs = await inputsOf(changed, tokens);
  } finally {
    await changed.dispose();
  }
  const { definition, settings } = resolve(config).model;
  const products = productsOf(definition, settings, data.tokenizer.size);
  const inputsFirst = new Map(products.map((product) => [product.name, product.inputsFirst]));
  const folds = new Map(model.map(({ spec, folded }) => [spec.name, folded]));
  const layers: LayerError[] = [];
  for (const [name, { rows, values }] of inputs) {
    const first = inputsFirst.get(name) ?? true;
    // A fold is no error: the matrix as it was folded, on what the norm then gives.
    const folded = folds.get(name);
    const before = weight(weights, name);
    const errors = await worked(
      outputErrors({
        tokens: rows,
        inputs: folded ? unfoldedColumns(values, folded) : values,
        changedInputs: changedInputs.get(name)?.values ?? values,
        original: multiplier(folded ? foldedRows(before, folded) : before, first),
        changed: multiplier(weight(decoded, name), first),
      }),
      (share) => {
        options.tell((layers.length + share) / inputs.size);
        return cancelled();
      },
    );
    if (errors === null) return null;
    layers.push({ name, ...errors });
    options.tell(layers.length / inputs.size);
  }
  return { tokens: Math.min(...[...inputs.values()].map(({ rows }) => rows)), layers };
}

async function inputsOf(session: TrainingSession, tokens: number): Promise<ReadonlyMap<string, InputRows>> {
  const { kept, read } = rowKeeper(tokens);
  await session.readInputs(1, read, async () => false);
  return kept;
}

/** @param pause told how much is done; true gives up */
async function worked(
  work: Generator<number, OutputErrors>,
  pause: (share: number) => boolean,
): Promise<OutputErrors | null> {
  let until = performance.now() + stretchMs;
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    if (performance.now() < until) continue;
    await breath();
    if (pause(next.value)) return null;
    until = performance.now() + stretchMs;
  }
}

/** Row-major [tokens, columns]; each column divided by its factor. */
const unfoldedColumns = (values: Float32Array, factors: Float32Array): Float32Array =>
  values.map((value, i) => value / (factors[i % factors.length] ?? 1));
