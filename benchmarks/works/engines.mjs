/**
 * The works that measure engines side by side, in a browser or on Dawn in Node.
 *
 * @typedef {{ layers: number, width: number, heads: number, time: number, vocabulary: number, batch: number }} StepShape
 * @typedef {{
 *   ask: (name: string, engine: string, message: object) => Promise<any>,
 *   pytorchSteps?: (architecture: string, shape: StepShape, steps: number) => Promise<{ times: number[], note: string } | null>,
 * }} Engines `ask` starts an engine under a name when it is first asked
 * @typedef {<T>(work: (engines: Engines) => Promise<T>) => Promise<T>} WithEngines
 */
import { decode } from './decode.mjs';
import { gemv } from './gemv.mjs';
import { matmul } from './matmul.mjs';
import { steps } from './steps.mjs';

export const engineWorks = [...steps, matmul, gemv, decode];
