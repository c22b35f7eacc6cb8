/**
 * Parameters that stay on the GPU and are updated in place. Values, gradients and every state of the optimizer lie in one
 * buffer each, so an elementwise update is five dispatches however many tensors there are; only norms are read back.
 */
import { clipIndex, clipLength, gradNormFinish, gradSquares, slotLength } from '../../../shaders/grad-norm/kernel.ts';
import { optimizerUpdate, squaresLength } from '../../../shaders/optimizer-update/kernel.ts';
import { stridedSum } from '../../../shaders/sum/kernel.ts';
import { normsPerTensor, tensorNorms } from '../../../shaders/tensor-norms/kernel.ts';
import { given } from '../../domain/core/matrixOps.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import { climb, climbShare } from '../../domain/regularization/climb.ts';
import { directionState, isStaged } from '../../domain/optimizers/contract.ts';
import type { PerStep } from '../ops/contract.ts';
import type { GradientTargets } from '../ops/tape.ts';
import { mapFactors, runStage } from '../train/matrixStage.ts';
import { mapSpecs, neverClimbs, type ParameterStore, type StoreOptions } from '../train/parameters.ts';
import * as tf from '../tf.ts';
import { arenaOf } from './arena.ts';
import { gpuMatrixOps, matrixOf, numberOf } from './matrixOps.ts';
import type { Products } from './products.ts';
import { squaresLayout } from './squaresLayout.ts';
import type { KernelRunner, Part } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

const bytesPerFloat = 4;
const climbUpdate = optimizerUpdate(climb);

export function gpuParameters(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  products: Products,
  { specs, optimizer, settings, weights, state, climbs = false }: StoreOptions,
): ParameterStore {
  const arena = arenaOf(specs, (spec) => isStaged(optimizer, spec));
  const partOf = (whole: tf.Tensor, start: number): Part => ({ whole, offsetBytes: start * bytesPerFloat });
  const values = encoder.upload(arena.join(weights));
  const gradientValues = encoder.upload(new Float32Array(arena.length));
  const states = optimizer.state.map((name) => {
    const before = state?.[name] ?? (optimizer.copies?.includes(name) ? weights : null);
    return { name, whole: encoder.upload(before ? arena.join(before) : new Float32Array(arena.length)) };
  });
  const factors = mapFactors(optimizer, specs, (kind, name, [rows, columns]) =>
    encoder.upload(state?.[kind]?.[name] ?? new Float32Array(rows * columns)),
  );
  const viewsOf = (whole: tf.Tensor): Weights<tf.Tensor> =>
    mapSpecs(specs, ({ name, shape }) =>
      tf.keep(encoder.view(whole, weight(arena.parts, name).start * bytesPerFloat, shape)),
    );
  const tensors = viewsOf(values);
  const gradientViews = viewsOf(gradientValues);
  const copy = (from: tf.Tensor, to: tf.Tensor): void => {
    // A sum over one block is a copy.
    runner.run(stridedSum, { inputs: to.size, stride: to.size, outputs: to.size }, [from, to]);
  };
  const targets: GradientTargets = {
    of: new Map(Object.entries(tensors).map(([name, { id }]) => [id, weight(gradientViews, name)])),
    move: copy,
  };
  const update = optimizerUpdate(optimizer);
  const layout = squaresLayout(arena, specs);
  const rows = encoder.upload(layout.rows);

  const sound = () => encoder.input(() => Float32Array.of(0));

  /** Norm of all gradients, clip factor and count of what is not finite. */
  const measure = (clipNorm: PerStep<number>, loss: tf.Tensor = sound()): tf.Tensor => {
    const slots = slotLength(arena.length);
    const partials = encoder.allocate([slots]);
    const clip = encoder.allocate([clipLength]);
    runner.run(gradSquares, { length: arena.length }, [gradientValues, partials]);
    const limit = encoder.input(() => Float32Array.of(clipNorm()));
    runner.run(gradNormFinish, { slots }, [partials, limit, loss, clip]);
    return clip;
  };

  const evaluatedWhole = states.find(({ name }) => name === optimizer.evaluated)?.whole ?? values;
  const evaluatedViews = evaluatedWhole === values ? tensors : viewsOf(evaluatedWhole);
  const matrixOps = gpuMatrixOps(runner, encoder, products);
  /** Views of the elementwise states, where a matrix stage wants tensors one by one. */
  const stateViews = Object.fromEntries(
    (optimizer.stage ? states : []).map(({ name, whole }) => [name, viewsOf(whole)]),
  );
  const stateOf = (kind: string, tensor: string): tf.Tensor => weight(factors[kind] ?? stateViews[kind] ?? {}, tensor);

  const stage = (measures: tf.Tensor, scalars: (decays: boolean, staged: boolean) => tf.Tensor): void => {
    const ofGroup = [false, true].map((decays) => (optimizer.stage ? scalars(decays, true) : null));
    runStage(optimizer, settings(), specs, {
      ops: matrixOps,
      parameter: ({ name }, sides) => matrixOf(weight(tensors, name), ...sides),
      gradient: ({ name }, sides) => matrixOf(weight(gradientViews, name), ...sides),
      state: (kind, { name }, sides) => matrixOf(stateOf(kind, name), ...sides),
      clipFactor: numberOf(measures, clipIndex.factor),
      hyper({ decay }) {
        const input = ofGroup[Number(decay)];
        return Object.fromEntries(input ? optimizer.scalars.map((name, k) => [name, numberOf(input, k)]) : []);
      },
      keep: (kind, { name }, value) => copy(value.tensor, stateOf(kind, name)),
    });
  };

  /** Values before they climbed. */
  const before = climbs ? encoder.upload(new Float32Array(arena.length)) : null;
  const climber: Pick<ParameterStore, 'climb' | 'descend'> =
    before === null
      ? { climb: neverClimbs, descend: neverClimbs }
      : {
          climb: (_gradients, radius) =>
            tf.tidy(() => {
              copy(values, before);
              const measures = measure(() => 0);
              const limit = numberOf(
                encoder.input(() => Float32Array.of(radius())),
                0,
              );
              const share = matrixOps.map([limit, numberOf(measures, clipIndex.norm)], (ops, [most, norm]) =>
                climbShare(ops, given(most), given(norm)),
              );
              const squares = encoder.allocate([squaresLength(arena.length)]);
              runner.run(climbUpdate, { length: arena.length }, [
                gradientValues,
                share.tensor,
                measures,
                values,
                squares,
              ]);
            }),
          descend: () => copy(before, values),
        };

  const readAll = async (whole: tf.Tensor): Promise<Float32Array> => {
    const all = (await whole.data()) as Float32Array;
    // The backend keeps what it has read as the tensor's value; the next update would leave it stale.
    encoder.written(whole);
    return all;
  };
  const read = async (whole: tf.Tensor): Promise<Weights<Float32Array>> => arena.split(await readAll(whole));

  return {
    tensors: () => tensors,
    evaluated: () => evaluatedViews,
    targets,
    ...climber,
    apply: (_gradients, request, loss) =>
      tf.tidy(() => {
        const measures = measure(() => request().clipNorm, loss);
        const squares = encoder.allocate([layout.length]);
        const scalars = (decays: boolean, staged: boolean): tf.Tensor =>
          encoder.input(() => {
            const { learningRate, step } = request();
            const numbers = optimizer.hyper(settings(), learningRate, step, decays, staged);
            return Float32Array.from(optimizer.scalars, (name) => numbers[name] ?? Number.NaN);
          });
        stage(measures, scalars);
        const { apart, decaying } = arena;
        const others = { start: apart.length, length: decaying.length - apart.length };
        for (const [{ start, length }, squaresStart, decays, staged] of [
          [apart, layout.decayingStart, true, true],
          [others, layout.decayingStart + squaresLength(apart.length), true, false],
          [arena.plain, layout.plainStart, false, false],
        ] as const) {
          if (length === 0) continue;
          const hyper = scalars(decays, staged);
          runner.run(update, { length }, [
            partOf(gradientValues, start),
            hyper,
            measures,
            partOf(values, start),
            partOf(squares, squaresStart),
            ...states.map(({ whole }) => partOf(whole, start)),
          ]);
        }
        const norms = encoder.allocate([normsPerTensor * specs.length]);
        runner.run(tensorNorms, { tensors: specs.length, squares: layout.length }, [squares, rows, norms]);
        return { measures, norms };
      }),
    weights: () => read(values),
    evaluatedWeights: () => read(evaluatedWhole),
    async state() {
      const entries = states
        .filter(({ name }) => name !== directionState)
        .map(async ({ name, whole }) => [name, await read(whole)] as const);
      const ofFactors = Object.entries(factors).map(async ([name, ofTensors]) => {
        const arrays = Object.entries(ofTensors).map(
          async ([tensor, factor]) => [tensor, await readAll(factor)] as const,
        );
        return [name, Object.fromEntries(await Promise.all(arrays))] as const;
      });
      return Object.fromEntries(await Promise.all([...entries, ...ofFactors]));
    },
    dispose() {
      const wholes = [
        values,
        gradientValues,
        rows,
        ...(before ? [before] : []),
        states.map(({ whole }) => whole),
        Object.values(factors),
      ];
      tf.dispose([tensors, evaluatedViews, gradientViews, Object.values(stateViews), wholes]);
      encoder.trim();
    },
  };
}
