/**
 * The contract between the page (or the headless lab) and the worker. One table of requests and one of events type
 * both ends: a missing or superfluous handler is a compile error.
 */
import type { ExperimentConfig } from '../domain/config/schema.ts';
import type { ErrorReport } from '../domain/core/errors.ts';
import type { LocalText } from '../domain/core/text.ts';
import type { CacheBits } from '../domain/models/decoding/cache.ts';
import type { DataFacts } from '../domain/data/contract.ts';
import type { GgufFormat } from '../domain/files/gguf/formats.ts';
import type { MachinePeaks } from '../domain/limits/roofline.ts';
import type { CompressedVariant, CompressionProgress, CompressionRequest } from './compression.ts';
import type { ClassificationEvents, ClassificationRequests, LabelSummary } from './classification.ts';
import type { RunSummary } from './summary.ts';
import type { SeeingEvents, SeeingRequests } from './seeing.ts';
import type { XrayEvents, XrayRequests } from './xray.ts';
import type { WorkshopRequests } from './workshop.ts';
import type { ExecutionEvents, ExecutionRequests } from './execution.ts';
import type { RatesEvents, RatesRequests } from './rates.ts';
import type { OpenedModel, OpeningProgress, OpenRequest } from './files.ts';
import type { RaceEvents, RaceRequests } from './races.ts';
import type { SensitivityProgress, SensitivityRequest, SensitivityResult, SensitivityStart } from './sensitivity.ts';
import type { KernelReport, TuningProgress, TuningResult } from './kernels.ts';

export const protocolVersion = 1;

export type BackendId = 'webgpu' | 'wasm' | 'cpu';
export type BackendChoice = 'auto' | BackendId;

/** As what numbers matrix products take their factors; what they give, and all else, is f32 either way. */
export type Precision = 'f32' | 'f16';

/** How a person wants the engine. */
export interface EngineSettings {
  readonly choice: BackendChoice;
  /** `f16` is a wish: where the backend has none, it runs in f32 and an `engine.notice` says so. */
  readonly precision: Precision;
}

/** What a prediction of a run's memory must know of the backend. */
export interface BackendMemory {
  /** Bytes that a run may occupy at most. */
  readonly limitBytes: number;
  /** Held before any run, and free for one to use. */
  readonly startBytes: number;
  /** Attention keeps its T×T weights for the backward pass. */
  readonly keepsAttention: boolean;
}

export interface BackendStatus {
  readonly backend: BackendId;
  /** Why this backend was chosen, or why another was not. */
  readonly reason: LocalText;
  /** Adapter or processor, as the browser names it. */
  readonly adapter: string;
  readonly software: boolean;
  /** What runs, whatever was asked for; in f16, products whose f32 kernels are faster keep them. */
  readonly precision: Precision;
  /** Cross-origin isolated: shared memory, hence WASM threads, are available. */
  readonly isolated: boolean;
  readonly threads: number;
  /** GPU features that the device has and we use. */
  readonly features: readonly string[];
  readonly memory: BackendMemory;
  readonly versions: Readonly<Record<string, string>>;
}

/** Static facts about a configured run, computed before its first step. */
export interface RunFacts {
  readonly parameters: number;
  readonly weightBytes: number;
  readonly optimizerBytes: number;
  readonly activationBytes: number;
  readonly flopsPerStep: number;
  /** Moved between memory and arithmetic at least. */
  readonly bytesPerStep: number;
  readonly tokensPerStep: number;
  readonly stepsPerEpoch: number;
  /** ln V: the loss of guessing uniformly, nats per token. */
  readonly uniformLossNats: number;
}

/** What a step did that a replay of its kernels would not repeat. */
export type Unrepeatable =
  /** An operation of the library, by its name there. */
  | { readonly code: 'stock-operation'; readonly name: string }
  /** A result was read in the middle of the step. */
  | { readonly code: 'read' }
  /** Numbers were uploaded in the middle of the step. */
  | { readonly code: 'upload' };

/** How training steps reach the processor that computes them. */
export type StepExecution =
  /** Written down once and sent again as a whole for every step. */
  | { readonly kind: 'recorded'; readonly dispatches: number }
  /** Run through operation by operation, because a recording would have missed something. */
  | { readonly kind: 'eager'; readonly reason: Unrepeatable }
  /** No GPU, hence nothing to record. */
  | { readonly kind: 'host' };

/** What one kernel takes in a step. */
export interface KernelTime {
  readonly kernel: string;
  /** Dispatches in the step. */
  readonly runs: number;
  /** All of them together. */
  readonly ms: number;
}

/** Why the time of a step cannot be told apart by kernel. */
export type NoProfile =
  /** WASM and CPU: kernels are ordinary calls. */
  | 'no-gpu'
  /** The device does not offer timestamps. */
  | 'no-clock'
  /** Steps are run through kernel by kernel. */
  | 'not-recorded'
  /** A device keeps so many timestamps at most. */
  | 'too-many-kernels'
  /** None could be made: the run is over, or was ended meanwhile. */
  | 'no-steps';

export type StepProfile =
  | {
      readonly kind: 'measured';
      /** Averaged over so many. */
      readonly steps: number;
      /** Of one step, longest first. */
      readonly kernels: readonly KernelTime[];
    }
  | { readonly kind: 'none'; readonly reason: NoProfile };

export type RunPhase = 'preparing' | 'running' | 'paused' | 'finished' | 'failed' | 'stopped';

export interface RunStatus {
  readonly runId: string;
  readonly phase: RunPhase;
  /** Updates done. */
  readonly step: number;
  readonly totalSteps: number;
  /** Estimate from the median step so far; null until there is one. */
  readonly secondsLeft: number | null;
  /** What the steps of this session cost lately; null before the first. */
  readonly cost: StepCost | null;
}

export interface StepCost {
  /** Median. */
  readonly stepMs: number;
  /** Median time until the work of a step was handed to the backend. */
  readonly hostMs: number;
  /** Kernels started on the GPU; 0 elsewhere. */
  readonly dispatches: number;
  /** Pieces of work in which they were handed over; 0 elsewhere. */
  readonly submits: number;
  readonly execution: StepExecution;
}

/** Columns of a metric frame, in order. NaN means "not measured at this step". */
export const metricColumns = [
  'trainLossNats',
  'valLossNats',
  'accuracy',
  'learningRate',
  'gradNorm',
  'stepMs',
  'tokensPerSecond',
  'memoryBytes',
  'elapsedSeconds',
  'tokensSeen',
] as const;
export type MetricColumn = (typeof metricColumns)[number];

/** Norms of every tensor at one step; see domain/metrics/tensorNorms.ts. */
export interface TensorNormRow {
  readonly step: number;
  /** Three per tensor, in the order of the model's tensors. */
  readonly values: Float32Array;
}

/** Rows since the last frame, at most ten frames a second; the arrays are transferred, not copied. */
export interface MetricFrame {
  readonly runId: string;
  readonly steps: Int32Array;
  readonly columns: Readonly<Record<MetricColumn, Float32Array>>;
  /** Of the last of the steps that was validated, else of the last. Missing in frames that are stored from before there were any. */
  readonly norms?: TensorNormRow;
}

export interface SamplingOptions {
  /** 0 is greedy. */
  readonly temperature: number;
  /** 0 keeps all. */
  readonly topK: number;
  /** 1 keeps all. */
  readonly topP: number;
  readonly maxTokens: number;
  readonly seed: number;
  /** Of the keys and values that are kept; 32 where it is missing. */
  readonly cacheBits?: CacheBits;
}

export interface TokenChoice {
  readonly label: string;
  /** Probability under the model at temperature 1, before top-k and top-p. */
  readonly probability: number;
}

/** One generated (or read) token, ready to be shown. */
export interface SampledToken {
  readonly id: number;
  readonly text: string;
  readonly probability: number;
  /** Most probable tokens first, at most 8. */
  readonly alternatives: readonly TokenChoice[];
  /** Stood there already, between those that the model was asked for. */
  readonly given?: true;
}

export interface Sample {
  readonly runId: string;
  readonly step: number;
  readonly prompt: string;
  readonly tokens: readonly SampledToken[];
}

export interface StartRun {
  readonly runId: string;
  readonly config: ExperimentConfig;
  /** Text for the corpus `own-text`. */
  readonly ownText: string | null;
  /** A tokenizer.json to read the data with, where a model meets another text than the one its vocabulary is from. */
  readonly tokenizer?: string | null;
  /** Continue from the last stored checkpoint of `runId` instead of step 0. */
  readonly resume: boolean;
  /** Start paused at step 0 (or at the checkpoint). */
  readonly paused: boolean;
}

/** A weights file and its companions, for download and for the lab. */
export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface Baseline {
  /** n of the n-gram. */
  readonly order: number;
  readonly lossNats: number;
}

export interface EvaluationResult {
  readonly lossNats: number;
  readonly perplexity: number;
  readonly bitsPerByte: number;
  readonly tokens: number;
  readonly accuracy: number | null;
  /** Of a model that names labels. */
  readonly classes?: LabelSummary;
}

export type { RunSummary };

export interface Requests
  extends
    SeeingRequests,
    ExecutionRequests,
    RatesRequests,
    XrayRequests,
    WorkshopRequests,
    RaceRequests,
    ClassificationRequests {
  'engine.start': [EngineSettings, BackendStatus];
  /** Takes a fraction of a second, in which no step is made. */
  'engine.measure': [null, MachinePeaks];
  /** The variants chosen by trial, of what runs have asked for; empty where there is no GPU or nothing was tried. */
  'engine.kernels': [null, readonly KernelReport[]];
  /**
   * Tries variants for several seconds, in which no step is made: those of what has not been settled, or `anew` of all.
   * Reports by `engine.tuning`. Refused as `gpu-unavailable` where there is no GPU.
   */
  'engine.retune': [{ readonly anew: boolean }, TuningResult];
  'data.describe': [{ readonly data: ExperimentConfig['data']; readonly ownText: string | null }, DataFacts];
  'baselines.compute': [
    { readonly data: ExperimentConfig['data']; readonly ownText: string | null },
    readonly Baseline[],
  ];
  'run.start': [StartRun, { readonly facts: RunFacts; readonly data: DataFacts; readonly step: number }];
  'run.pause': [{ readonly runId: string }, RunStatus];
  'run.continue': [{ readonly runId: string }, RunStatus];
  /** Exactly one update, then paused. */
  'run.step': [{ readonly runId: string }, RunStatus];
  'run.stop': [{ readonly runId: string }, RunStatus];
  /** Replaces the live settings; refused if a structural one differs. Returns the step from which they hold. */
  'run.update': [{ readonly runId: string; readonly config: ExperimentConfig }, { readonly step: number }];
  /** The next steps, timed kernel by kernel; a paused run makes them and is paused again. Reports by `run.profiling`. */
  'run.profile': [{ readonly runId: string; readonly steps: number }, StepProfile];
  /** Writes a checkpoint now. */
  'run.save': [{ readonly runId: string }, { readonly step: number; readonly bytes: number }];
  'run.evaluate': [{ readonly runId: string }, EvaluationResult];
  'run.summary': [{ readonly runId: string }, RunSummary];
  'run.export': [{ readonly runId: string }, readonly ExportedFile[]];
  /** One file for llama.cpp; refused as `no-such-export` where it has no such model. */
  'run.gguf': [{ readonly runId: string; readonly format: GgufFormat }, ExportedFile];
  /** Streams `generate.token` events; resolves when done or stopped. */
  'generate.start': [
    {
      readonly runId: string;
      readonly generationId: number;
      readonly prompt: string;
      readonly options: SamplingOptions;
      /** Of the run's model as it was compressed; else the model itself. */
      readonly variantId?: number;
    },
    { readonly tokens: number; readonly unknown: number },
  ];
  'generate.stop': [{ readonly generationId: number }, null];
  /**
   * A recipe on the model of a run as it stands, which waits meanwhile; null if it was cancelled. Reports by
   * `compress.progress`. The result stays until the run ends or it is dropped.
   */
  'compress.run': [CompressionRequest, CompressedVariant | null];
  'compress.cancel': [{ readonly runId: string }, null];
  'compress.drop': [{ readonly runId: string; readonly variantId: number }, null];
  /** The file whose size was told, and the tokenizer. */
  'compress.export': [{ readonly runId: string; readonly variantId: number }, readonly ExportedFile[]];
  /** Puts a model from files where runs are kept, to be started with `resume`; null if it was cancelled. */
  'files.open': [OpenRequest, OpenedModel | null];
  'files.cancel': [null, null];
  /** The compressed model from whose file the run was opened, measured; null if it was cancelled or there is none. */
  'files.compressed': [{ readonly runId: string }, CompressedVariant | null];
  /**
   * The loss with one matrix at a time changed, while the run waits; null if it was cancelled before anything was known.
   * Reports by `sensitivity.started` and, cell by cell, `sensitivity.measured`.
   */
  'sensitivity.run': [SensitivityRequest, SensitivityResult | null];
  'sensitivity.cancel': [{ readonly runId: string }, null];
  'checkpoint.delete': [{ readonly runId: string }, null];
}

export interface Events
  extends SeeingEvents, ExecutionEvents, RatesEvents, XrayEvents, RaceEvents, ClassificationEvents {
  'run.status': RunStatus;
  'metrics.frame': MetricFrame;
  'run.sample': Sample;
  'run.checkpoint': { readonly runId: string; readonly step: number; readonly bytes: number };
  'run.failed': { readonly runId: string; readonly error: ErrorReport; readonly step: number };
  'engine.tuning': TuningProgress;
  'compress.progress': CompressionProgress;
  'files.progress': OpeningProgress;
  /** Share of the held-out text that has been read. */
  'run.evaluating': { readonly runId: string; readonly share: number };
  'sensitivity.started': SensitivityStart;
  'sensitivity.measured': SensitivityProgress;
  'run.profiling': { readonly runId: string; readonly made: number; readonly of: number };
  'generate.token': {
    readonly generationId: number;
    readonly token: SampledToken;
    readonly fromPrompt: boolean;
    /** Where two models are compared: KL divergence of the original from the other, before this token; null before the first. */
    readonly klNats?: number | null;
  };
  /** Something worth telling that stops nothing, e.g. a checkpoint that did not fit into storage. */
  'engine.notice': { readonly error: ErrorReport };
}

export type RequestName = keyof Requests;
export type RequestPayload<N extends RequestName> = Requests[N][0];
export type RequestResult<N extends RequestName> = Requests[N][1];
export type EventName = keyof Events;

export type Handlers = { [N in RequestName]: (payload: RequestPayload<N>) => Promise<RequestResult<N>> };
export type Emit = <N extends EventName>(name: N, payload: Events[N], transfer?: readonly ArrayBufferLike[]) => void;

/** Messages on the wire. */
export type ToWorker = {
  [N in RequestName]: {
    readonly v: number;
    readonly id: number;
    readonly name: N;
    readonly payload: RequestPayload<N>;
  };
}[RequestName];
export type FromWorker =
  | { readonly v: number; readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly v: number; readonly kind: 'error'; readonly id: number; readonly error: ErrorReport }
  | {
      [N in EventName]: { readonly v: number; readonly kind: 'event'; readonly name: N; readonly payload: Events[N] };
    }[EventName];
