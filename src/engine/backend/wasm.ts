/**
 * The WASM backend: SIMD, one thread. TensorFlow.js' threaded build starts its helpers from blob URLs, which our
 * content policy forbids, and its threads spin while they wait.
 */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import * as tf from '../tf.ts';

let prepared = false;

export async function openWasm(): Promise<void> {
  if (!prepared) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    // The library wants an address for all three, although the threaded one is never loaded.
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plainUrl,
      'tfjs-backend-wasm-simd.wasm': simdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': simdUrl,
    });
    prepared = true;
  }
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly could not be started');
}

interface Heap {
  readonly HEAPU8?: Uint8Array;
}

/** Bytes that the backend's heap holds, in use or not: it grows and never shrinks. */
export function wasmHeapBytes(): number {
  const { wasm } = tf.backend() as unknown as { readonly wasm?: Heap };
  return wasm?.HEAPU8?.byteLength ?? 0;
}
