/**
 * Chooses and starts a backend: the faster of a GPU and WASM, whichever starts, else plain JavaScript. An adapter that says it is software
 * counts as no GPU unless it was asked for: many times slower than WASM, it would need seconds to show it. The reason is
 * part of the result and is shown. Each backend's code is loaded only when it is tried.
 */
import { TrimtabError } from '../../domain/core/errors.ts';
import type { LocalText } from '../../domain/core/text.ts';
import type { BackendChoice } from '../../protocol/protocol.ts';
import { findAdapter } from '../gpu/adapter.ts';
import type { GpuOptions } from '../gpu/runtime.ts';
import { cpuEngine, gpuEngine, wasmEngine, wasmOrCpu, type Engine } from './engine.ts';
import { fasterOf } from './fasterOf.ts';

/** `options`: for the GPU, if that is what is started. */
export async function startEngine(choice: BackendChoice, options: GpuOptions = {}): Promise<Engine> {
  switch (choice) {
    case 'webgpu': {
      const facts = await findAdapter();
      if (!facts) throw new TrimtabError('gpu-unavailable', { message: 'navigator.gpu offers no adapter' });
      return gpuEngine(facts, asked, options);
    }
    case 'wasm':
      return wasmEngine(asked);
    case 'cpu':
      return cpuEngine(asked);
    case 'auto':
      return automatic(options);
  }
}

const asked: LocalText = { en: 'You asked for it.', zh: '由你指定。' };

async function automatic(options: GpuOptions): Promise<Engine> {
  const facts = await findAdapter();
  if (facts && !facts.software) return fasterOf(facts, options);
  if (facts) {
    return wasmOrCpu({
      en: `WebGPU is only emulated in software here (${facts.name}), which is slower than WASM.`,
      zh: `此处的 WebGPU 由软件模拟（${facts.name}），比 WASM 慢。`,
    });
  }
  return wasmOrCpu({ en: 'The browser offers no WebGPU adapter.', zh: '浏览器没有可用的 WebGPU 适配器。' });
}
