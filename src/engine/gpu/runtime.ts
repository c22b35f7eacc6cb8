/** Our kernels on the GPU, as the operations that models and the training loop ask for. */
import { dropoutControl, scalingControl } from '../../../shaders/dropout/kernel.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { MachinePeaks } from '../../domain/limits/roofline.ts';
import type { Precision } from '../../protocol/protocol.ts';
import { composedFeedForward, type FeedForwardParts } from '../../domain/models/feedForward.ts';
import type { GpuMachine } from '../compress/executionGpu.ts';
import { gpuPeaks } from '../limits/gpuPeaks.ts';
import { columnSizes } from '../ops/columnSizes.ts';
import type { BackendOps } from '../ops/contract.ts';
import { addWith } from '../ops/add.ts';
import { recurrentKinds } from '../ops/recurrentKinds.ts';
import { stockRoundRows } from '../ops/roundRows.ts';
import type { ParameterStore, StoreOptions } from '../train/parameters.ts';
import type { Step, StepExecutor } from '../train/steps.ts';
import type * as tf from '../tf.ts';
import { subgroupLanes, type AdapterFacts } from './adapter.ts';
import { gpuJoin, gpuSum } from './add.ts';
import { gpuAttention } from './attention.ts';
import { bufferPool, stagingUsage, storageUsage } from './bufferPool.ts';
import { countGpuCalls, type GpuCounts } from './counters.ts';
import { gpuCrossEntropy } from './crossEntropy.ts';
import { openDevice } from './device.ts';
import { gpuDistillation } from './distillation.ts';
import { gpuDropout } from './dropout.ts';
import { gpuAddPositions, gpuEmbedding } from './embedding.ts';
import { gpuFeedForward } from './feedForward.ts';
import { gpuGelu } from './gelu.ts';
import { gpuHeadNorm } from './headNorm.ts';
import { gpuJeffreys } from './jeffreys.ts';
import { kernelRunner } from './kernelRunner.ts';
import { gpuNorm } from './layerNorm.ts';
import { gpuLinear, gpuProject } from './linear.ts';
import { gpuParameters } from './parameters.ts';
import { gpuPool } from './pool.ts';
import { gpuProducts } from './products.ts';
import { recordedSteps } from './recordedSteps.ts';
import { gpuRecurrent } from './recurrent.ts';
import { gpuMeanOverTime } from './meanOverTime.ts';
import { gpuMinGru } from './minGru.ts';
import { gpuPairs } from './pairs.ts';
import { gpuRelu } from './relu.ts';
import { gpuAddSinusoids } from './sinusoids.ts';
import { gpuSwiglu } from './swiglu.ts';
import { gpuTanh } from './tanh.ts';
import { tfjsEncoder } from './tfjsEncoder.ts';
import { gpuUnlikelihood } from './unlikelihood.ts';
import { gpuWindow } from './window.ts';
import { kernelChoice, type KernelChoice } from './tuning/kernelChoice.ts';
import type { TuningStorage } from './tuning/record.ts';
import { gpuFakeQuantize, gpuMasked, gpuScored } from './weights.ts';

export interface GpuOptions {
  /** Where the choices of kernels are kept; null, or missing, if nowhere. */
  readonly tunings?: TuningStorage | null;
  /** Of the factors of products; f32 where the device has no other. */
  readonly precision?: Precision;
}

export interface GpuRuntime {
  readonly features: readonly string[];
  /** What runs, whatever was asked for. */
  readonly precision: Precision;
  /** Resolves with the reason when the device is lost. */
  readonly lost: Promise<string>;
  readonly ops: BackendOps;
  /** What runs kernels that are no operation of a model. */
  readonly machine: GpuMachine;
  /** Which variants of the kernels run; to be tuned between steps. */
  readonly kernels: KernelChoice;
  readonly parameters: (options: StoreOptions) => ParameterStore;
  readonly steps: (step: Step) => StepExecutor;
  /** Bytes of all buffers, in use or kept for use. */
  readonly memoryBytes: () => number;
  /** Calls since the device was opened, stock operations included. */
  readonly counts: () => GpuCounts;
  /** Throws what the device has complained about since the last call; such work silently gives wrong numbers. */
  readonly check: () => void;
  /** What waits on a device that is lost fails with words of its own before the loss is reported; this waits for the report. */
  readonly explain: (thrown: unknown) => Promise<unknown>;
  /** Bytes that a run may occupy at most. WebGPU does not tell how much memory there is, only how large one buffer may be. */
  readonly byteLimit: number;
  /** What the device can do at most; only while no step is in flight. */
  readonly measurePeaks: () => Promise<MachinePeaks>;
  /** Gives the device up, as a driver reset would. */
  readonly destroy: () => void;
}

/** How long the report of a lost device may lag behind the failures that it causes. */
const lossReportMs = 200;

export async function openGpuRuntime(
  facts: AdapterFacts,
  { tunings = null, precision = 'f32' }: GpuOptions,
): Promise<GpuRuntime> {
  const { device, backend, features, lost, check } = await openDevice(facts);
  const counter = countGpuCalls(device);
  const common = bufferPool(device, storageUsage());
  const staging = bufferPool(device, stagingUsage());
  backend.staging = staging;
  const encoder = tfjsEncoder(backend, common);
  const runner = kernelRunner(device, encoder);
  const executors = new Set<{ bytes(): number }>();
  const { name, software } = facts;
  const peaks = gpuPeaks(device, software);
  const subgroups = features.includes('subgroups');
  const lanes = subgroupLanes(facts.adapter.info, subgroups);
  const half = precision === 'f16' && features.includes('shader-f16');
  const kernels = kernelChoice({
    device,
    kind: { name, software, subgroups, lanes, half },
    storage: tunings,
    peaks,
  });
  const products = gpuProducts(runner, encoder, kernels);
  const recurrentParts = { runner, encoder, products };
  const parts: FeedForwardParts<tf.Tensor> = {
    linear: (x, weight, bias, onto) => gpuLinear(products, encoder, x, weight, bias, onto ?? null),
    gelu: (x) => gpuGelu(runner, encoder, x),
    relu: (x, power) => gpuRelu(runner, encoder, x, power),
    swiglu: (x) => gpuSwiglu(runner, encoder, x),
  };
  const composed = composedFeedForward(parts);
  return {
    features,
    machine: { device, runner, encoder, kernels, software, subgroups: features.includes('subgroups') },
    precision: half ? 'f16' : 'f32',
    lost,
    kernels,
    ops: {
      add: addWith((a, b) => gpuSum(runner, encoder, a, b)),
      join: (a, b) => gpuJoin(runner, encoder, a, b),
      input: (values) => encoder.input(values),
      columnSizes,
      embedding: (ids, table) => gpuEmbedding(runner, encoder, ids, table),
      addPositions: (x, positions, time) => gpuAddPositions(runner, encoder, x, positions, time),
      addSinusoids: (x, time) => gpuAddSinusoids(runner, encoder, x, time),
      ...parts,
      feedForward: (x, weights, activation, onto) =>
        activation === 'swiglu'
          ? composed(x, weights, activation, onto)
          : gpuFeedForward(products, encoder, x, weights, activation, onto ?? null),
      project: (x, table) => gpuProject(products, encoder, x, table),
      layerNorm: (x, gain, bias, epsilon) => gpuNorm(runner, encoder, kernels, x, gain, bias, epsilon),
      rmsNorm: (x, gain, epsilon) => gpuNorm(runner, encoder, kernels, x, gain, null, epsilon),
      headNorm: (qkv, queryGain, keyGain, options) => gpuHeadNorm(runner, encoder, qkv, queryGain, keyGain, options),
      tanh: (x) => gpuTanh(runner, encoder, x),
      attention: (qkv, options) => gpuAttention(runner, encoder, kernels, qkv, options),
      dropout: (x, rate, seed, stream) => gpuDropout(runner, encoder, x, () => dropoutControl(seed, stream(), rate)),
      scaled: (x, factor) => gpuDropout(runner, encoder, x, () => scalingControl(factor())),
      crossEntropy: (logits, targets, counted, options) =>
        gpuCrossEntropy(runner, encoder, logits, targets, counted, options),
      unlikelihood: (logits, targets, candidates, time, scale) =>
        gpuUnlikelihood(runner, encoder, logits, targets, candidates, time, scale),
      jeffreys: (a, b, targets, scale) => gpuJeffreys(runner, encoder, a, b, targets, scale),
      meanOverTime: (x, time) => gpuMeanOverTime(runner, encoder, x, time),
      pairs: (cosines, options) => gpuPairs(runner, encoder, cosines, options),
      distillation: (logits, teacher, targets, counted, options) =>
        gpuDistillation(runner, encoder, logits, teacher, targets, counted, options),
      masked: (weights, mask) => gpuMasked(runner, encoder, weights, mask),
      scored: (weights, scores, mask) => gpuScored(runner, encoder, weights, scores, mask),
      roundRows: stockRoundRows,
      fakeQuantize: (weights, grid) => gpuFakeQuantize(runner, encoder, weights, grid),
      rnn: (x, weights, time) => gpuRecurrent(recurrentParts, recurrentKinds.rnn, x, weights, time),
      lstm: (x, weights, time) => gpuRecurrent(recurrentParts, recurrentKinds.lstm, x, weights, time),
      gru: (x, weights, time) => gpuRecurrent(recurrentParts, recurrentKinds.gru, x, weights, time),
      minGru: (sums, time) => gpuMinGru(runner, encoder, sums, time),
      window: (x, length, time) => gpuWindow(runner, encoder, x, length, time),
      pool: (x, shares, time) => gpuPool(runner, encoder, x, shares, time),
    },
    parameters: (options) => gpuParameters(runner, encoder, products, options),
    steps(step) {
      // On a software adapter a trial takes longer than its choice saves, and the table holds nothing untested.
      const tune = (): Promise<void> => (software ? Promise.resolve() : kernels.tune());
      const executor = recordedSteps({ device, encoder, tune }, step);
      executors.add(executor);
      return {
        ...executor,
        dispose() {
          executors.delete(executor);
          executor.dispose();
        },
      };
    },
    memoryBytes() {
      let bytes = backend.memory().numBytesAllocatedInGPU + common.bytes() + staging.bytes() + encoder.constantBytes();
      for (const executor of executors) bytes += executor.bytes();
      return bytes;
    },
    counts: counter.total,
    check,
    async explain(thrown) {
      const patience = new Promise<null>((resolve) => setTimeout(resolve, lossReportMs, null));
      const message = await Promise.race([lost, patience]);
      return message === null ? thrown : new TrimtabError('gpu-lost', { message });
    },
    byteLimit: 4 * device.limits.maxBufferSize,
    measurePeaks: () => peaks.measure(),
    destroy: () => device.destroy(),
  };
}
