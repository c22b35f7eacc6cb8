/**
 * The whole state of the page and everything a person can do to it, as types. Plain data in six slices plus a few
 * small ones; the actions stand beside the state and not in it, so that a selector only ever sees data. Metrics are
 * outside (see `MetricsReader`): they arrive ten times a second and would re-render everything.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { ExperimentConfig, SectionId } from '../domain/config/schema.ts';
import type { ErrorReport, RemedyAction } from '../domain/core/errors.ts';
import type { ParamValue } from '../domain/core/params.ts';
import type { Problem } from '../domain/core/problem.ts';
import type { Language, LocalText } from '../domain/core/text.ts';
import type { DataFacts } from '../domain/data/contract.ts';
import type { GgufFormat } from '../domain/files/gguf/formats.ts';
import type { MachinePeaks } from '../domain/limits/roofline.ts';
import type { PresetId } from '../domain/presets/index.ts';
import type { KernelReport, TuningProgress, TuningResult } from '../protocol/kernels.ts';
import type { Confusion } from '../protocol/classification.ts';
import type {
  BackendChoice,
  BackendStatus,
  Baseline,
  EvaluationResult,
  ExportedFile,
  Precision,
  RunFacts,
  RunPhase,
  RunStatus,
  Sample,
  SampledToken,
  SamplingOptions,
  StepProfile,
} from '../protocol/protocol.ts';
import type { ShippedActions, ShippedState } from './shipped/contract.ts';
import type { CompressionActions, CompressionState } from './compression/contract.ts';
import type { Races } from './races/contract.ts';
import type { FilesActions, FilesState } from './files/contract.ts';
import type { SeeingActions } from './seeing/contract.ts';
import type { SpeedActions, SpeedState } from './speed/contract.ts';
import type { RatesActions } from './rates/contract.ts';
import type { SensitivityActions, SensitivityState } from './sensitivity/contract.ts';
import type { RunFlag, StoredRun } from '../storage/contract.ts';
import type { StorageUsage } from '../storage/quota.ts';
import type { MetricRow, MetricsReader, XAxis } from './metrics/contract.ts';

export type { RunFlag } from '../storage/contract.ts';
export type { ActionId, UserAction } from './userActionContract.ts';
export type { MetricRow, MetricsReader, Series, SeriesRequest, XAxis } from './metrics/contract.ts';

/** The person's own text for the corpus `own-text`. */
export interface OwnText {
  /** File name, or a word for pasted text. */
  readonly name: string;
  readonly text: string;
}

/** What undo brings back. */
export interface ConfigSnapshot {
  readonly config: ExperimentConfig;
  readonly presetId: PresetId | null;
  readonly ownText: OwnText | null;
}

/** The experiment being edited. Everything below `problems` is derived at each edit. */
export interface ConfigState extends ConfigSnapshot {
  /** What the marks compare with: the preset, or the defaults when there is none. */
  readonly base: ExperimentConfig;
  /** While not empty, `config` is not sent anywhere and the running model goes on with its last legal settings. */
  readonly problems: readonly Problem[];
  /** Paths whose value differs from `base`, e.g. `model.width`. */
  readonly changed: readonly string[];
  readonly changedPerSection: Readonly<Record<SectionId, number>>;
  /** Paths whose difference from the current run needs a restart; empty when there is no run. */
  readonly pendingRestart: readonly string[];
  /** Oldest first. */
  readonly past: readonly ConfigSnapshot[];
  /** Next redo last. */
  readonly future: readonly ConfigSnapshot[];
}

/** `idle`: no run yet. */
export type CurrentPhase = RunPhase | 'idle';

/** The run that the worker holds (or held last). */
export interface RunState {
  readonly runId: string | null;
  readonly phase: CurrentPhase;
  readonly status: RunStatus | null;
  /** What the worker trains with at present, live changes included. */
  readonly config: ExperimentConfig | null;
  readonly ownText: OwnText | null;
  readonly facts: RunFacts | null;
  readonly data: DataFacts | null;
  readonly flags: readonly RunFlag[];
  /** Last row of the last frame. */
  readonly latest: MetricRow | null;
  /** Last measured validation loss and where; it outlives the row that carried it. */
  readonly latestValidation: { readonly step: number; readonly lossNats: number } | null;
  /** Oldest first, at most 50, spread over the run. */
  readonly samples: readonly Sample[];
  /** Of the last validation of a model that names labels. */
  readonly confusion: Confusion | null;
  readonly checkpoint: {
    readonly step: number;
    readonly bytes: number;
    readonly at: number;
  } | null;
  /** The run was brought back from storage at this step. */
  readonly resumedAt: number | null;
  /** Where the time of a step goes, as last asked for; null before, and once other kernels run. */
  readonly profile: StepProfile | null;
  /** Steps that are being timed for it. */
  readonly profiling: { readonly made: number; readonly of: number } | null;
  /** A command waits for the worker's answer. */
  readonly busy: boolean;
}

/** A run in the list. */
export interface RunRecord extends StoredRun {
  /** What differs from the baseline run, or from the run before it when there is none. */
  readonly difference: LocalText;
}

export interface RunsState {
  /** Newest first. */
  readonly list: readonly RunRecord[];
  /** The run that the panels describe; the charts show every visible one. */
  readonly selectedId: string | null;
  /** What the others are compared with. */
  readonly baselineId: string | null;
  /** Whether runs other than the selected one are drawn. */
  readonly overlay: boolean;
  /** Can still be brought back. */
  readonly removed: RunRecord | null;
}

export const maxVisibleRuns = 6;

export interface GeneratedToken {
  readonly token: SampledToken;
  /** Read from the prompt and not generated. */
  readonly fromPrompt: boolean;
}

export interface GenerationState {
  readonly prompt: string;
  readonly options: SamplingOptions;
  readonly tokens: readonly GeneratedToken[];
  readonly busy: boolean;
  /** Characters of the prompt that the vocabulary does not have, of the last finished generation. */
  readonly unknown: number;
}

export interface MeasuredPeaks extends MachinePeaks {
  /** Milliseconds since 1970. */
  readonly measuredAt: number;
}

export interface EngineState {
  readonly phase: 'idle' | 'starting' | 'ready' | 'failed';
  readonly choice: BackendChoice;
  /** What the person asked for; the status says what runs. */
  readonly precision: Precision;
  readonly status: BackendStatus | null;
  /** What the machine can do at most, once measured with the engine that is started now. */
  readonly peaks: MeasuredPeaks | null;
  readonly measuring: boolean;
  /** Which variants of the kernels were chosen by trial; null until the engine was asked. */
  readonly kernels: readonly KernelReport[] | null;
  readonly tuning: boolean;
  /** Null before the first news of it. */
  readonly tuningProgress: TuningProgress | null;
  /** How the last trials ended that the person asked for. */
  readonly tuned: Omit<TuningResult, 'kernels'> | null;
}

/** Facts and counting baselines of one corpus + tokenizer, found by `dataKey`. */
export interface DataEntry {
  readonly facts: DataFacts | null;
  readonly baselines: readonly Baseline[] | null;
  readonly busy: boolean;
}

/** Filled in the background for the edited settings and for the current run. */
export interface DataState {
  readonly byKey: Readonly<Record<string, DataEntry>>;
}

/** An error or notice on screen; words and remedies come from the error catalogue. */
export interface ShownError {
  readonly id: number;
  readonly report: ErrorReport;
  readonly runId: string | null;
  readonly step: number | null;
  /** A notice stops nothing. */
  readonly kind: 'error' | 'notice';
}

export type Theme = 'system' | 'light' | 'dark';

export interface ChartOptions {
  /** Weight of the past in the moving average, 0 (off) to 0.999. */
  readonly smoothing: number;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly xAxis: XAxis;
  readonly baselines: boolean;
}

export interface PanelLayout {
  readonly leftOpen: boolean;
  readonly rightOpen: boolean;
  /** Ids of sections and panels that the person folded. */
  readonly folded: readonly string[];
}

export interface PreferencesState {
  readonly language: Language;
  readonly theme: Theme;
  readonly chart: ChartOptions;
  readonly layout: PanelLayout;
  /** Show advanced settings. */
  readonly showAll: boolean;
  /** Whether the page starts training by itself; `auto` follows prefers-reduced-motion and Save-Data. */
  readonly autostart: 'auto' | 'always' | 'never';
}

export const places = ['train', 'race', 'compress'] as const;

/** Where the person is, and what is open on top of it. */
export interface ViewState {
  readonly place: (typeof places)[number];
  readonly dialog: 'palette' | 'help' | 'open-model' | null;
  /** The definition or setting explained in the right column, e.g. `optimizer.learningRate`; null follows the edit. */
  readonly explained: string | null;
  /** Where the training data and runs are kept; null until storage answered. */
  readonly storage: 'persistent' | 'memory' | null;
}

export interface AppState {
  readonly shipped: ShippedState;
  readonly config: ConfigState;
  readonly run: RunState;
  readonly runs: RunsState;
  readonly generation: GenerationState;
  readonly compression: CompressionState;
  readonly speed: SpeedState;
  readonly files: FilesState;
  readonly sensitivity: SensitivityState;
  readonly engine: EngineState;
  readonly data: DataState;
  readonly errors: readonly ShownError[];
  readonly preferences: PreferencesState;
  readonly view: ViewState;
}

export interface ConfigActions {
  /** A selector (`optimizer.method`) brings its definition's settings along. Illegal values stay, with a problem. */
  setValue(path: string, value: ParamValue): void;
  resetValue(path: string): void;
  resetSection(section: SectionId): void;
  /** All settings of the model at once, as one step of the history. */
  setModel(model: ExperimentConfig['model']): void;
  applyPreset(id: PresetId): void;
  /** An `experiment.json`. What is legal is applied; the rest is returned (and shown). */
  importConfig(json: string): readonly Problem[];
  /** Also selects the corpus `own-text`. */
  setOwnText(text: OwnText): void;
  undo(): void;
  redo(): void;
}

/** None of these rejects: a failure appears in `errors`. */
export interface RunActions {
  /** A new run with the edited settings; does nothing while they have problems. */
  start(options?: { readonly paused?: boolean }): Promise<void>;
  pause(): Promise<void>;
  continue(): Promise<void>;
  /** Pause, continue, or start when there is nothing to continue. */
  toggle(): Promise<void>;
  /** One update, then paused; starts a paused run when there is none. */
  step(): Promise<void>;
  restartSameSeed(): Promise<void>;
  newSeed(): Promise<void>;
  /** Restart with the edited structural settings. */
  applyChanges(): Promise<void>;
  stop(): Promise<void>;
  /** Times the next steps kernel by kernel; a paused run makes them. */
  profile(): Promise<void>;
  /** Writes a checkpoint now. */
  save(): Promise<void>;
  evaluate(tell?: (share: number) => void): Promise<EvaluationResult | null>;
  exportFiles(): Promise<readonly ExportedFile[] | null>;
  exportGguf(format: GgufFormat): Promise<ExportedFile | null>;
  exportGguf(format: GgufFormat): Promise<ExportedFile | null>;
}

export interface RunsActions {
  select(id: string): void;
  rename(id: string, name: string): void;
  /** Showing a seventh run hides the oldest visible one that is neither selected nor current nor pinned. */
  toggleVisible(id: string): void;
  togglePinned(id: string): void;
  setBaseline(id: string | null): void;
  toggleOverlay(): void;
  /** Stops the run if it is the current one. */
  remove(id: string): void;
  undoRemove(): void;
  /** Takes the run's settings back into the editor. */
  edit(id: string): void;
  /** Goes on with an interrupted run from its last checkpoint. */
  resume(id: string): Promise<void>;
  /**
   * Makes room: deletes the oldest runs that are over and not pinned, at least one if there is one. Tells when there is
   * none. Resolves to how many.
   */
  prune(): Promise<number>;
  /** How much of the browser's room is taken; null where it does not say. */
  usage(): Promise<StorageUsage | null>;
}

export interface GenerationActions {
  setPrompt(prompt: string): void;
  setOptions(options: Partial<SamplingOptions>): void;
  generate(): Promise<void>;
  stop(): Promise<void>;
  clear(): void;
}

export interface EngineActions {
  /** Restarts the engine on another backend; the current run resumes from its checkpoint. */
  choose(choice: BackendChoice): Promise<void>;
  /** Likewise, with factors of products in another precision. */
  readonly choosePrecision: (precision: Precision) => Promise<void>;
  /** After a crash: a fresh worker, back to the last checkpoint. */
  readonly restart: () => Promise<void>;
  /** Measures what the machine can do; training waits meanwhile. */
  readonly measure: () => Promise<void>;
  /** Asks a started engine which kernels it runs. */
  readonly readKernels: () => Promise<void>;
  /** Tries kernels on this device, `anew` also those that are settled; training waits meanwhile. */
  readonly retune: (anew: boolean) => Promise<void>;
}

export interface ErrorActions {
  dismiss(id: number): void;
  /** Does what the remedy button says and dismisses the error. */
  perform(id: number, action: RemedyAction): Promise<void>;
}

export interface PreferenceActions {
  setLanguage(language: Language): void;
  setTheme(theme: Theme): void;
  setChart(options: Partial<ChartOptions>): void;
  setLayout(layout: Partial<PanelLayout>): void;
  toggleFolded(id: string): void;
  setShowAll(showAll: boolean): void;
  setAutostart(autostart: PreferencesState['autostart']): void;
}

export interface ViewActions {
  goTo(place: ViewState['place']): void;
  open(dialog: ViewState['dialog']): void;
  explain(subject: string | null): void;
  /** The address that reproduces the edited experiment. */
  shareUrl(): string;
  /** Puts it on the clipboard; false when the browser refuses. */
  copyShareUrl(): Promise<boolean>;
}

export interface AppActions {
  readonly shipped: ShippedActions;
  readonly config: ConfigActions;
  readonly run: RunActions;
  readonly runs: RunsActions;
  readonly generation: GenerationActions;
  readonly compression: CompressionActions;
  readonly seeing: SeeingActions;
  readonly speed: SpeedActions;
  readonly files: FilesActions;
  readonly sensitivity: SensitivityActions;
  readonly rates: RatesActions;
  readonly engine: EngineActions;
  readonly errors: ErrorActions;
  readonly preferences: PreferenceActions;
  readonly view: ViewActions;
}

/** What the interface is given. */
export interface App {
  readonly store: StoreApi<AppState>;
  readonly actions: AppActions;
  readonly metrics: MetricsReader;
  /** Loaded with the view of races; the same ones every time. */
  readonly races: () => Promise<Races>;
  /** Restores the last session, or starts what the address asks for. Once, after the first paint. */
  readonly boot: () => Promise<void>;
  /** Ends the worker and all subscriptions. */
  readonly dispose: () => void;
}
