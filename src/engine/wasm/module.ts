/** The compiled kernels, in the variant that this browser can run. */
import relaxedUrl from './built/relaxed.wasm?url';
import relaxedThreadsUrl from './built/relaxed-threads.wasm?url';
import simdUrl from './built/simd.wasm?url';
import simdThreadsUrl from './built/simd-threads.wasm?url';

/** What a kernel is called with: scratch memory, addresses and numbers, and the part of the work, as `shaders/wasm` has it. */
export type Kernel = (...args: readonly number[]) => number;

/** Kernels that threads can share. */
export const kernelNames = [
  'product',
  'add',
  'scale',
  'gelu',
  'geluGradient',
  'relu',
  'reluGradient',
  'swiglu',
  'swigluGradient',
  'tanh',
  'tanhGradient',
  'dropout',
  'layerNorm',
  'layerNormGradient',
  'layerNormWeightGradients',
  'headNorm',
  'headNormGradient',
  'headNormGains',
  'columnSums',
  'columnSizes',
  'gather',
  'gatherGradient',
  'addPositions',
  'positionsGradient',
  'attention',
  'attentionGradient',
  'crossEntropy',
  'rnn',
  'rnnGradient',
  'lstm',
  'lstmGradient',
  'gru',
  'gruGradient',
  'minGru',
  'minGruGradient',
  'window',
  'windowGradient',
  'earlier',
] as const;

export type KernelName = (typeof kernelNames)[number];

/** What elementwise kernels, and those over columns, count as one unit. */
export const elementGranule = 1024;
export const columnGranule = 16;

type Helper = 'squares' | 'sum' | 'attentionScratch' | 'lstmScratch' | 'gruScratch';

export type Kernels = Readonly<Record<KernelName | Helper, Kernel>> & {
  readonly productScratch: WebAssembly.Global;
};

/** A function whose body is one instruction of relaxed SIMD, `i8x16.relaxed_swizzle`: valid where that proposal is known. */
const relaxedProbe = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 15, 1, 13, 0, 0x41, 1, 0xfd, 0x0f,
  0x41, 2, 0xfd, 0x0f, 0xfd, 0x80, 0x02, 0x0b,
]);

export const hasRelaxedSimd = WebAssembly.validate(relaxedProbe);

/** @param shared for memory that threads share */
export async function compileKernels(shared: boolean): Promise<WebAssembly.Module> {
  const [relaxed, plain] = shared ? [relaxedThreadsUrl, simdThreadsUrl] : [relaxedUrl, simdUrl];
  // Not while it streams: that needs a media type which not every static host sends, for 21 KB.
  const response = await fetch(hasRelaxedSimd ? relaxed : plain);
  return WebAssembly.compile(await response.arrayBuffer());
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}
