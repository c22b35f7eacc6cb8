/** Pictures of the state: invented curves with the shape of real ones. */
import { initialSensitivity } from '../../../src/state/sensitivity/createSensitivity.ts';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { uniform } from '../../../src/domain/core/random.ts';
import type { Language } from '../../../src/domain/core/text.ts';
import { presetConfig, type PresetId } from '../../../src/domain/presets/index.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import type { ExperimentConfig } from '../../../src/domain/config/schema.ts';
import type { MetricColumn, MetricFrame, Sample, SampledToken } from '../../../src/protocol/protocol.ts';
import { initialShipped } from '../../../src/state/shipped/contract.ts';
import { initialCompression } from '../../../src/state/compression/initialCompression.ts';
import { initialSpeed } from '../../../src/state/speed/contract.ts';
import { initialFiles } from '../../../src/state/files/createFiles.ts';
import { derive } from '../../../src/state/config/derive.ts';
import type { AppState, GeneratedToken, RunRecord, Theme } from '../../../src/state/contract.ts';
import { dataKey } from '../../../src/state/dataKey.ts';
import { mapColumns } from '../../../src/storage/frames.ts';
import { fakeNorms } from '../../state/fakeNorms.ts';

export interface Scene {
  readonly state: AppState;
  readonly frames: readonly MetricFrame[];
}

interface Curve {
  readonly end: number;
  readonly pace: number;
  readonly upTo: number;
}

const vocabulary = 96;
const framesPerRun = 60;

/** Rows for the steps after `from`. */
export function frame(runId: string, config: ExperimentConfig, { end, pace, upTo }: Curve, from = 0): MetricFrame {
  const steps = Int32Array.from({ length: upTo - from }, (_, index) => from + index + 1);
  const noise = (step: number, stream: number): number => uniform(7 + end * 100, stream, step) - 0.5;
  const loss = (step: number): number => {
    const slow = end + 0.55 * Math.exp(-step / (pace * 6));
    return slow + (Math.log(vocabulary) - end - 0.55) * Math.exp(-step / pace);
  };
  const { schedule } = resolve(config);
  const total = config.training.steps;
  const rate = Number(config.optimizer['learningRate']);
  const values: Record<MetricColumn, (step: number) => number> = {
    trainLossNats: (step) => loss(step) + 0.16 * noise(step, 1),
    valLossNats: (step) => (step % config.training.evalEvery === 0 ? loss(step) + 0.045 + 0.012 * noise(step, 2) : NaN),
    accuracy: () => NaN,
    learningRate: (step) => rate * schedule.definition.factor(schedule.settings, step - 1, total),
    gradNorm: (step) => 0.42 + 3 * Math.exp(-step / 60) + 0.22 * noise(step, 3),
    stepMs: (step) => 9.2 + 0.9 * noise(step, 4),
    tokensPerSecond: (step) => 768_000 / (9.2 + 0.9 * noise(step, 4)),
    memoryBytes: () => 41e6,
    elapsedSeconds: (step) => step * 0.0094,
    tokensSeen: (step) => step * 768,
  };
  return {
    runId,
    steps,
    columns: mapColumns((column) => Float32Array.from(steps, values[column])),
    norms: fakeNorms(config, upTo),
  };
}

const early =
  'tha soe whint an the mor, thes bo the wis and the sall hin tore as thim the whale wat ous; and be the ling thes ';
const late =
  'the whale, and the sea was still upon the deck; and so he said, “thou art the captain of the ship that never saw a ' +
  'whale before the mast.” But all the men were silent, for the old man stood\nby the rail and looked upon the water, ' +
  'as if it were the white hand of some great';

function token(text: string, index: number): SampledToken {
  const probability = Math.min(0.99, 0.06 + 0.9 * uniform(3, 5, index) ** 0.6);
  const rest = ['e', 'a', 't', ' ', 'o', 'n', 's'].filter((letter) => letter !== text);
  const alternatives = [
    { label: text === ' ' ? '␣' : text === '\n' ? '↵' : text, probability },
    ...rest.map((label, place) => ({
      label: label === ' ' ? '␣' : label,
      probability: (1 - probability) * 0.5 ** (place + 1),
    })),
  ].toSorted((a, b) => b.probability - a.probability);
  return { id: text.charCodeAt(0), text, probability, alternatives };
}

const generated = (given: string, written: string): readonly GeneratedToken[] =>
  Array.from(given + written, (text, index) => ({ token: token(text, index), fromPrompt: index < given.length }));

const sample = (runId: string, step: number): Sample => ({
  runId,
  step,
  prompt: '',
  tokens: Array.from(step < 400 ? early : late, token),
});

export type SceneName = 'training' | 'finished' | 'long' | 'start' | 'first' | 'edited' | 'broken' | 'failed';

export interface SceneOptions {
  readonly name: SceneName;
  readonly language: Language;
  readonly theme: Theme;
  readonly preset?: PresetId;
}

/** Six runs with 10,000 logged steps each, for measuring. */
export const longCurves: readonly Curve[] = [1.62, 1.7, 1.8, 1.9, 2, 2.1].map((end) => ({
  end,
  pace: 900,
  upTo: 10_000,
}));

function longRuns(base: ExperimentConfig): readonly (readonly [string, ExperimentConfig, Curve])[] {
  const config = setValue(base, 'training.steps', 12_000);
  return longCurves.map((curve, index) => [`run-${index + 1}`, config, curve]);
}

export function scene({ name, language, theme, preset = 'gpt-moby-dick' }: SceneOptions): Scene {
  const base = presetConfig(preset);
  const faster = setValue(base, 'optimizer.learningRate', 1e-3);
  const sgd = setValue(base, 'optimizer.method', 'sgd');
  const running = ['training', 'finished', 'edited', 'broken', 'failed'].includes(name);
  const ended = name === 'failed' || name === 'finished' ? name : null;
  const curves: readonly (readonly [string, ExperimentConfig, Curve])[] = running
    ? [
        ['calm-otter-7', base, { end: 1.62, pace: 150, upTo: name === 'finished' ? 2000 : 1240 }],
        ['brave-heron-2', faster, { end: 1.86, pace: 280, upTo: 2000 }],
        ['slow-lynx-4', sgd, { end: 2.42, pace: 420, upTo: 1000 }],
      ]
    : name === 'long'
      ? longRuns(base)
      : name === 'first'
        ? [['calm-otter-7', base, { end: 1.62, pace: 150, upTo: 46 }]]
        : [];
  // As from a worker: several frames, each with norms.
  const frames = curves.flatMap(([id, config, curve]) => {
    const rows = Math.ceil(curve.upTo / framesPerRun);
    return Array.from({ length: Math.ceil(curve.upTo / rows) }, (_, n) =>
      frame(id, config, { ...curve, upTo: Math.min(curve.upTo, (n + 1) * rows) }, n * rows),
    );
  });
  const list: readonly RunRecord[] = curves.map(([id, config, { end, pace, upTo }], index) => ({
    id,
    name: id,
    colour: name === 'long' ? index : ([0, 1, 3][index] ?? index),
    config,
    presetId: preset,
    startedAt: 0,
    updatedAt: 0,
    phase: index === 0 ? (ended ?? 'running') : 'finished',
    step: upTo,
    totalSteps: index === 2 ? 1000 : config.training.steps,
    flags: index === 0 && running ? [{ step: 620, text: { en: 'η 4e-3 → 2e-3', zh: 'η 4e-3 → 2e-3' } }] : [],
    bestValLossNats: null,
    valLossNats: upTo < 50 ? null : end + 0.55 * Math.exp(-upTo / (pace * 6)) + 0.045,
    trainLossNats: end + 0.55 * Math.exp(-upTo / (pace * 6)),
    tokensPerSecond: 81_700,
    difference: [
      { en: 'baseline', zh: '基准' },
      { en: 'η 4e-3 → 1e-3', zh: 'η 4e-3 → 1e-3' },
      { en: 'AdamW → SGD with momentum', zh: 'AdamW → 带动量的 SGD' },
    ][index] ?? { en: '', zh: '' },
    visible: true,
    pinned: false,
  }));
  const edited =
    name === 'edited'
      ? setValue(setValue(base, 'model.width', 128), 'optimizer.learningRate', 0.002)
      : name === 'broken'
        ? setValue(setValue(base, 'model.heads', 5), 'training.batchSize', 5000)
        : base;
  const facts = {
    vocabulary,
    trainTokens: 1_073_000,
    validationTokens: 119_000,
    bytesPerToken: 1.01,
    excerpt:
      'CHAPTER 1. Loomings.\n\nCall me Ishmael. Some years ago—never mind how long precisely—having little or no money in my purse, and nothing particular to interest me on shore, I thought I would sail about a little and see the watery part of the world.',
  };
  const baselines = [2.44, 2.06, 1.86, 1.79].map((lossNats, index) => ({ order: index + 2, lossNats }));
  const [current] = list;
  const state: AppState = {
    config: {
      config: edited,
      presetId: preset,
      ownText: null,
      ...derive({ config: edited, presetId: preset, ownText: null }),
      pendingRestart: name === 'edited' ? ['model.width'] : [],
      past: [],
      future: [],
    },
    sensitivity: initialSensitivity,
    run: {
      runId: current?.id ?? null,
      phase: ended ?? (running || name === 'first' ? 'running' : 'preparing'),
      status:
        current === undefined
          ? null
          : { runId: current.id, phase: 'running', step: current.step, totalSteps: 2000, secondsLeft: 7.2, cost: null },
      config: current?.config ?? null,
      ownText: null,
      facts: null,
      data: facts,
      flags: [],
      latest:
        current === undefined
          ? null
          : {
              step: current.step,
              trainLossNats: 1.69,
              valLossNats: NaN,
              accuracy: NaN,
              learningRate: 1e-3,
              gradNorm: 0.42,
              stepMs: 9.4,
              tokensPerSecond: 81_700,
              memoryBytes: 41e6,
              elapsedSeconds: 11.6,
              tokensSeen: 952_320,
            },
      latestValidation: null,
      samples: running ? [50, 200, 400, 800, 1200].map((step) => sample('calm-otter-7', step)) : [],
      confusion: null,
      checkpoint: null,
      resumedAt: null,
      profile: null,
      profiling: null,
      busy: false,
    },
    runs: { list, selectedId: current?.id ?? null, baselineId: null, overlay: true, removed: null },
    generation: {
      prompt: 'Call me ',
      options: { temperature: 0.8, topK: 0, topP: 1, maxTokens: 200, seed: 1 },
      tokens: running ? generated('Call me ', 'the captain of the boat, and the men were all the whale ') : [],
      busy: running,
      unknown: 0,
    },
    compression: initialCompression,
    speed: initialSpeed,
    shipped: initialShipped,
    files: initialFiles,
    engine: {
      phase: name === 'start' ? 'starting' : 'ready',
      choice: 'auto',
      precision: 'f32',
      status:
        name === 'start'
          ? null
          : {
              backend: 'wasm',
              reason: {
                en: 'No hardware WebGPU adapter was found, so WASM with SIMD and threads is used.',
                zh: '未找到硬件 WebGPU 适配器，因此使用带 SIMD 和多线程的 WASM。',
              },
              adapter: 'x86-64, 2 cores',
              software: false,
              precision: 'f32',
              isolated: true,
              threads: 2,
              features: [],
              memory: { limitBytes: 1_610_612_736, startBytes: 16_777_216, keepsAttention: false },
              versions: { tfjs: '4.22.0' },
            },
      peaks: null,
      measuring: false,
      kernels: null,
      tuning: false,
      tuningProgress: null,
      tuned: null,
    },
    data: { byKey: { [dataKey(base.data)]: { facts, baselines: name === 'start' ? null : baselines, busy: false } } },
    errors:
      name === 'failed'
        ? [
            {
              id: 1,
              report: { code: 'non-finite', detail: { what: 'loss', step: 1240 }, problems: [] },
              runId: 'calm-otter-7',
              step: 1240,
              kind: 'error',
            },
          ]
        : [],
    preferences: {
      language,
      theme,
      chart: { smoothing: 0.9, logX: false, logY: false, xAxis: 'step', baselines: true },
      layout: { leftOpen: true, rightOpen: true, folded: [] },
      showAll: false,
      autostart: 'auto',
    },
    view: { place: 'train', dialog: null, explained: null, storage: 'persistent' },
  };
  return { state, frames };
}
