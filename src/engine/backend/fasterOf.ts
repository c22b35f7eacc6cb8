/**
 * Times a step on GPU and WASM, because a GPU may be there and still be slower: an emulation under an unknown name, or a
 * small chip beside a fast processor. Without WASM there is nothing to compare with: plain JavaScript would need seconds
 * to show that it is slower.
 */
import type { LocalText } from '../../domain/core/text.ts';
import type { AdapterFacts } from '../gpu/adapter.ts';
import type { GpuOptions } from '../gpu/runtime.ts';
import * as tf from '../tf.ts';
import { complete, cpuEngine, gpuEngine, noWasm, wasmEngine, type Engine } from './engine.ts';
import { messageOf } from './messageOf.ts';
import { timeStep } from './timeStep.ts';

/** A GPU that takes longer than this to train its first steps is none that helps. */
const patienceMs = 4000;

const unsaid: LocalText = { en: '', zh: '' };

export async function fasterOf(facts: AdapterFacts, options: GpuOptions = {}): Promise<Engine> {
  let wasm: Engine;
  try {
    wasm = await wasmEngine(unsaid);
  } catch (error) {
    return untimed(facts, options, noWasm(error));
  }
  const wasmMs = await timeStep(wasm);
  let gpu: Engine | null = null;
  try {
    gpu = await gpuEngine(facts, unsaid, options);
    const tooLong = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null));
    const timed = timeStep(gpu);
    // After the patience is spent nobody waits for it any more.
    timed.catch(() => {});
    const gpuMs = await Promise.race([timed, tooLong]);
    const reason = comparison(facts.name, gpuMs, wasmMs);
    if (gpuMs !== null && gpuMs < wasmMs) return complete(gpu, { ...gpu.status, reason });
    gpu.gpu?.destroy();
    return await backTo(wasm, reason);
  } catch (error) {
    gpu?.gpu?.destroy();
    return backTo(wasm, noGpu(facts.name, error));
  }
}

async function untimed(facts: AdapterFacts, options: GpuOptions, cause: LocalText): Promise<Engine> {
  const reason = {
    en: `${cause.en} So the GPU “${facts.name}” is used without being timed: it leaves plain JavaScript far behind.`,
    zh: `${cause.zh}因此不经计时，直接使用 GPU“${facts.name}”：它比纯 JavaScript 快得多。`,
  };
  try {
    return await gpuEngine(facts, reason, options);
  } catch (error) {
    const { en, zh } = noGpu(facts.name, error);
    return cpuEngine({ en: `${en} ${cause.en}`, zh: zh + cause.zh });
  }
}

const noGpu = (name: string, error: unknown): LocalText => ({
  en: `The GPU “${name}” could not be started (${messageOf(error)}).`,
  zh: `无法启动 GPU“${name}”（${messageOf(error)}）。`,
});

/** What the engine had to say of itself when it was started (one thread only) stays part of the reason. */
async function backTo(engine: Engine, { en, zh }: LocalText): Promise<Engine> {
  await tf.setBackend(engine.status.backend);
  const own = engine.status.reason;
  return complete(engine, { ...engine.status, reason: { en: en + own.en, zh: zh + own.zh } });
}

function comparison(gpuName: string, gpuMs: number | null, wasmMs: number): LocalText {
  const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  if (gpuMs === null) {
    return {
      en: `The GPU “${gpuName}” had not trained a few small steps after ${patienceMs / 1000} s; WASM takes ${ms(wasmMs)} a step.`,
      zh: `GPU“${gpuName}”在 ${patienceMs / 1000} 秒内未能完成几个小训练步；WASM 每步只需 ${ms(wasmMs)}。`,
    };
  }
  return {
    en: `Measured: a small training step takes ${ms(gpuMs)} on the GPU “${gpuName}” and ${ms(wasmMs)} on WASM.`,
    zh: `实测：一个小训练步在 GPU“${gpuName}”上需 ${ms(gpuMs)}，在 WASM 上需 ${ms(wasmMs)}。`,
  };
}
