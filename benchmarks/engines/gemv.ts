/** Times one matrix times one vector, in every form, on the GPU by its own clock and on typed arrays. */
import { gemvForms, type GemvForm } from '../../shaders/common/gemv/form.ts';
import { openWorkbench } from '../../src/engine/gpu/workbench.ts';
import { entrantsOf, type Entrant } from './gemvEntrants.ts';
import { msPerRepeat } from './productTiming.mjs';
import { adapterName, answer, gaussian, random } from './serve.mjs';
import { openTimedDevice } from './timedDevice.ts';

interface Shape {
  readonly inputs: number;
  readonly outputs: number;
}

interface Question {
  readonly entrant: string;
  /** Null for typed arrays. */
  readonly form: GemvForm | null;
  readonly turnMs: number;
}

const mostRepeats = 4096;
/** Of the largest result: between kernels and loops over the same arrays, and where tokens are rounded, too. */
const tolerances: Readonly<Record<string, number>> = { w8a8: 0.02 };
const tolerance = 1e-3;

let device: GPUDevice;
let x: Float32Array<ArrayBuffer>;
let outputs = 0;
let entrants: Readonly<Record<string, Entrant>>;

answer({
  async open({ shape }: { shape: Shape }) {
    device = await openTimedDevice();
    ({ outputs } = shape);
    const { inputs } = shape;
    const next = random(5);
    const values = Float32Array.from({ length: inputs * outputs }, () => 0.02 * gaussian(next));
    x = Float32Array.from({ length: inputs }, () => gaussian(next));
    entrants = entrantsOf({ rows: outputs, columns: inputs, values });
    const forms = gemvForms.filter((form) => form !== 'subgroup' || device.features.has('subgroups'));
    return {
      adapter: await adapterName(),
      note: 'by timestamps of the device',
      ways: Object.entries(entrants).flatMap(([entrant, { dispatches, gemv }]) => [
        ...(dispatches ? forms.map((form) => ({ entrant, form })) : []),
        ...(gemv ? [{ entrant, form: null }] : []),
      ]),
    };
  },
  async time({ question: { entrant: name, form, turnMs } }: { question: Question }) {
    const entrant = entrants[name];
    if (!entrant) throw new Error(`there is no ${name}`);
    const ms = form === null ? await timeArrays(entrant, turnMs) : await timeKernels(name, entrant, form, turnMs);
    return { ms, bytes: entrant.bytes };
  },
});

function timeArrays({ gemv }: Entrant, turnMs: number): Promise<number> {
  if (!gemv) throw new Error('nothing on typed arrays');
  const y = new Float32Array(outputs);
  const msOf = (repeats: number): Promise<number> => {
    const startedAt = performance.now();
    for (let i = 0; i < repeats; i++) gemv(x, y);
    return Promise.resolve(performance.now() - startedAt);
  };
  return msPerRepeat(msOf, turnMs, mostRepeats);
}

/** As many dispatches as one likes wait for each other, as in decoding. What a kernel gives must be right. */
async function timeKernels(name: string, entrant: Entrant, form: GemvForm, turnMs: number): Promise<number> {
  const { dispatches, arrays } = entrant;
  if (!dispatches) throw new Error('the browser lacks the instruction');
  const bits = Object.entries(arrays).map(([key, { buffer }]) => [key, new Float32Array(buffer)] as const);
  const bench = openWorkbench(device, { x, ...Object.fromEntries(bits) });
  try {
    const job = await bench.prepare(dispatches(form));
    job.run();
    const picked = await job.pick(Array.from({ length: outputs }, (_, at) => ({ buffer: 'output', at })));
    const expected = new Float32Array(outputs);
    (entrant.gemv ?? entrants['int8']?.gemv)?.(x, expected);
    const largest = expected.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
    const error =
      picked.reduce((peak, value, i) => Math.max(peak, Math.abs(value - (expected[i] ?? NaN))), 0) / largest;
    if (!(error < (tolerances[name] ?? tolerance))) throw new Error(`${name} ${form} is wrong by ${error}`);
    return await msPerRepeat(async (repeats) => repeats * (await job.time(repeats)), turnMs, mostRepeats);
  } finally {
    bench.close();
  }
}
