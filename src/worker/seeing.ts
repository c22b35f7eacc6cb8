/** Answers questions about a model and its variants: what is in a matrix, what clipping costs, where errors come from. */
import { TrimtabError } from '../domain/core/errors.ts';
import { groupCount, groupRange } from '../domain/compression/encodings/groups.ts';
import { groupOf } from '../domain/compression/quantizers/params.ts';
import { turned } from '../domain/compression/numeric/turned.ts';
import type { Matrix } from '../domain/compression/contract.ts';
import { clipCurve } from '../domain/compression/seeing/clipCurve.ts';
import { histogramOf } from '../domain/compression/seeing/histogram.ts';
import { resolve } from '../domain/config/resolve.ts';
import type { Weights } from '../domain/models/contract.ts';
import { weight } from '../domain/models/initialize.ts';
import { productsOf } from '../domain/models/products.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { besideReader } from '../engine/besideReader.ts';
import { breath } from '../engine/breath.ts';
import { layerErrors } from '../engine/compress/layerErrors.ts';
import { rowKeeper } from '../engine/compress/readInputs.ts';
import type { Run } from '../engine/train/run.ts';
import type { TrainingSession } from '../engine/train/trainingSession.ts';
import type { Emit, Handlers } from '../protocol/protocol.ts';
import type { ClipRequest, ClipView, MatrixFacts, SeeingRequests } from '../protocol/seeing.ts';
import type { Compressions } from './compressions.ts';
import type { Generations } from './generations.ts';

export interface SeeingParts {
  readonly emit: Emit;
  readonly runOf: (runId: string) => Run;
  readonly engine: () => Engine;
  readonly atStandstill: <T>(work: () => Promise<T>) => Promise<T>;
  readonly compressed: Compressions;
  readonly texts: Generations;
}

/** Bins of a histogram: one for every few pixels. */
const bins = 120;
/** Tokens whose inputs are looked at. */
const mostTokens = 512;

interface Kept {
  readonly step: number;
  readonly weights: Weights<Float32Array>;
  readonly inputs: Map<string, Matrix>;
}

export function seeing(parts: SeeingParts): Pick<Handlers, keyof SeeingRequests> {
  const { emit, runOf, engine, atStandstill, compressed, texts } = parts;
  /** Dragging and switching ask again and again about a model that stands still. */
  const known = new WeakMap<TrainingSession, Kept>();
  let clips = 0;
  let job = { cancelled: false };

  async function stateOf(session: TrainingSession): Promise<Kept> {
    const before = known.get(session);
    if (before?.step === session.step) return before;
    const { step } = session;
    const weights = await session.evaluatedWeights();
    const state = { step, weights, inputs: new Map<string, Matrix>() };
    known.set(session, state);
    return state;
  }

  async function inputsOf(session: TrainingSession, name: string): Promise<Matrix> {
    const { inputs } = await stateOf(session);
    const before = inputs.get(name);
    if (before) return before;
    const { kept, read } = rowKeeper(mostTokens, (other) => other === name);
    await atStandstill(() => session.readInputs(1, read, async () => false));
    const matrix = kept.get(name);
    if (!matrix) throw new TrimtabError('internal', { message: `nothing goes into ${name}` });
    inputs.set(name, matrix);
    return matrix;
  }

  async function clip({ runId, name, of, choice, granularity, ...request }: ClipRequest): Promise<ClipView | null> {
    const own = ++clips;
    const { session } = runOf(runId);
    const { step, weights } = await stateOf(session);
    const matrix = of === 'inputs' ? await inputsOf(session, name) : matrixOf(session, weights, name);
    const { rows, columns, values } = matrix;
    const group = groupOf({ granularity, group: request.group }, matrix);
    const groups = groupCount({ rows, columns, group });
    const index = Math.min(groups - 1, request.index);
    const histogram = histogramOf(values, bins);
    const groupHistogram = histogramOf(values, bins, groupRange({ rows, columns, group }, index), histogram);
    const work = clipCurve(matrix, { choice, group, index });
    for (;;) {
      const next = work.next();
      if (next.done) return { ...next.value, step, rows, columns, groups, index, histogram, groupHistogram };
      await breath();
      if (own !== clips) return null;
    }
  }

  return {
    'see.matrices': async ({ runId }) => matricesOf(runOf(runId).session),
    async 'see.matrix'({ runId, name, variantId }) {
      const { session } = runOf(runId);
      const { step, weights } = await stateOf(session);
      const matrix = variantId === null ? matrixOf(session, weights, name) : compressed.matrix(variantId, name);
      return { name, step, ...matrix };
    },
    'see.clip': clip,
    async 'see.layers'({ runId, variantId }) {
      const { session, stopped } = runOf(runId);
      const own = (job = { cancelled: false });
      const decoded = compressed.weights(variantId);
      return atStandstill(() =>
        layerErrors({
          engine: engine(),
          session,
          decoded,
          model: compressed.model(variantId),
          tell: (share) => emit('see.progress', { runId, share }),
          cancelled: () => own.cancelled || stopped(),
        }),
      );
    },
    async 'see.cancel'() {
      job.cancelled = true;
      return null;
    },
    async 'compare.start'({ runId, variantId, writer, ...request }) {
      const { session } = runOf(runId);
      const variant = compressed.speaker(variantId, session, engine(), request.options.cacheBits);
      const beside = besideReader({ original: await session.decoder(), compressed: await variant.decoder() }, writer);
      return texts.start(
        { tokenizer: variant.tokenizer, decoder: async () => beside, klNats: beside.klNats },
        { ...request, runId },
      );
    },
  };
}

/** Layers only: a table of tokens is looked up, and too large to be sent about. */
function matricesOf({ config, data, tensors }: TrainingSession): readonly MatrixFacts[] {
  const { definition, settings } = resolve(config).model;
  const layers = new Set(
    productsOf(definition, settings, data.tokenizer.size).flatMap(({ name, inputsFirst }) =>
      inputsFirst ? [name] : [],
    ),
  );
  return tensors
    .filter(({ name }) => layers.has(name))
    .map(({ name, shape: [columns = 0, rows = 0] }) => ({ name, rows, columns }));
}

/** [outputs, inputs], as quantisers have it. */
function matrixOf(session: TrainingSession, weights: Weights<Float32Array>, name: string): Matrix {
  const facts = matricesOf(session).find((matrix) => matrix.name === name);
  if (!facts) throw new TrimtabError('internal', { message: `there is no matrix ${name}` });
  return turned({ rows: facts.columns, columns: facts.rows, values: weight(weights, name) });
}
