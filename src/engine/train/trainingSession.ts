/** What a model in training is to those who run, watch, look into and store it. */
import type { Calibration } from '../../domain/compression/contract.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import type { DataSource } from '../../domain/data/contract.ts';
import type { Decoder, TensorSpec, Weights } from '../../domain/models/contract.ts';
import type { Watched } from '../../domain/schedules/contract.ts';
import type { KernelTime, RunFacts, StepExecution } from '../../protocol/protocol.ts';
import type { Engine } from '../backend/engine.ts';
import type { GpuCounts } from '../gpu/counters.ts';
import type { Evaluation } from './evaluate.ts';
import type { CacheBits } from '../../domain/models/decoding/cache.ts';
import type { InputQuantization } from '../../domain/compression/inputs/levels.ts';
import type { InputReader } from '../compress/readInputs.ts';
import type { Looks } from '../xray/looks.ts';
import type { OptimizerState } from './parameters.ts';

/** What a checkpoint restores. */
export interface TrainingState {
  /** Updates done. */
  readonly step: number;
  readonly weights: Weights<Float32Array>;
  readonly state: OptimizerState;
  /** Of a schedule that depends on validations; null before the first. */
  readonly watched?: WatchedAt | null;
}

/** What validations have done to the schedule, the last of which was after the update `step`. */
export interface WatchedAt extends Watched {
  readonly step: number;
}

export interface StepResult {
  /** Number of the update, counting from 1. */
  readonly step: number;
  readonly lossNats: number;
  readonly gradNorm: number;
  /** See `StepReadings.norms`; in the order of `TrainingSession.tensors`. */
  readonly norms: Float32Array;
  readonly learningRate: number;
  /** Time until the work was handed to the backend, the rest being its own. */
  readonly hostMs: number;
  /** Held by the backend when the forward pass was done. */
  readonly memoryBytes: number;
  /** What the GPU was asked to do; zero elsewhere. */
  readonly calls: GpuCounts;
}

export interface TrainingSession extends Looks {
  readonly config: ExperimentConfig;
  readonly data: DataSource;
  readonly facts: RunFacts;
  /** Every tensor of the model, in order. */
  readonly tensors: readonly TensorSpec[];
  /** These, then what the terms of the loss train beside them; of all of these, snapshots are. */
  readonly trained: readonly TensorSpec[];
  /** Updates handed to the backend. */
  readonly step: number;
  /** Only a compressed form of the model is here; see `frozenSession`. */
  readonly frozen?: true;
  /** What the model rounds when it is used; training does not. */
  readonly inputs?: InputQuantization;
  /** How steps are carried out from now on. */
  readonly execution: () => StepExecution;
  /** See `StepExecutor.profileNext`. */
  readonly profileNext: () => Promise<readonly KernelTime[] | null>;
  /** Lets `choose` change which kernels run, once it is known what a step asks for. Only while no step is in flight. */
  retune<T>(choose: () => Promise<T>): Promise<T>;
  /** One update; the next may be asked for before this one is done. */
  update(): Promise<StepResult>;
  /** Takes over live settings; structural ones must be equal. Resolves with the update from which they hold. */
  reconfigure(config: ExperimentConfig): Promise<number>;
  /** Shows the schedule a validation of the weights as they are. */
  watch(lossNats: number): void;
  /** A validation was due after the last update, and the schedule has not seen it: a run was ended before. */
  readonly missesValidation: () => boolean;
  /** @param weights in place of the model's */
  evaluate(windows: number, pause: () => Promise<boolean>, weights?: Weights<Float32Array>): Promise<Evaluation>;
  /** What goes into each matrix while so many batches of the training part are read; see `calibrate`. */
  calibrate(batches: number, pause: () => Promise<boolean>): Promise<Readonly<Record<string, Calibration>>>;
  /** Shows `read` what goes into each matrix, of the same batches. */
  readInputs(batches: number, read: InputReader, pause: () => Promise<boolean>): Promise<void>;
  /** Tokens of a row. */
  readonly window: number;
  /** See `readRow`; of the weights as they are now. */
  readRow(tokens: readonly number[], prefix: number): Promise<Float32Array>;
  /** Of the weights as they are now. Rejects with `bad-config` where the model reads in another order. */
  decoder(cacheBits?: CacheBits): Promise<Decoder>;
  /** What the model is when it is used: to export, to compress. */
  evaluatedWeights(): Promise<Weights<Float32Array>>;
  snapshot(): Promise<TrainingState>;
  /** Weights and optimizer as they were in a snapshot; the count of steps goes on. */
  putBack(state: TrainingState): Promise<void>;
  dispose(): Promise<void>;
}

export interface SessionOptions {
  readonly engine: Engine;
  readonly config: ExperimentConfig;
  readonly data: DataSource;
  /** Null starts from initial weights; without state, the optimizer starts anew. */
  readonly start: (Omit<TrainingState, 'state'> & { readonly state: OptimizerState | null }) | null;
  /** See `TrainingSession.inputs`. */
  readonly inputs?: InputQuantization;
  /** In the place of the schedule's rates. */
  readonly learningRateAt?: (step: number) => number;
}
