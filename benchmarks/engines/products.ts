/** Our product kernels one by one, without an engine around them, and the adapter's peak. Timed by the device. */
import type { Kernel } from '../../shaders/common/kernel.ts';
import { unroll } from '../../shaders/common/unroll.ts';
import { linearBackward } from '../../shaders/linear/backward.ts';
import { biasedProduct, products, type ProductShape } from '../../shaders/linear/kernel.ts';
import fmaPeak from './fmaPeak.wgsl?raw';
import { openDevice, type TimedDevice } from './timedDevice.ts';
import { answer, adapterName } from './serve.mjs';

interface Question {
  readonly kernel: 'NN' | 'NT' | 'TN' | 'bias' | 'backward' | 'peak';
  readonly shape: ProductShape;
  readonly turnMs: number;
}

const peakKernel = { workgroup: 256, groups: 2048, rounds: 128, chains: 8 };

let device: TimedDevice;

answer({
  async open() {
    device = await openDevice();
    return { note: 'by timestamps of the device', adapter: await adapterName() };
  },
  time: ({ question }: { question: Question }) => time(question),
});

async function time({ kernel, shape, turnMs }: Question): Promise<{ ms: number; flops?: number }> {
  switch (kernel) {
    case 'peak':
      return peak(turnMs);
    case 'backward': {
      const { rows, columns, inner } = shape;
      return { ms: await device.time(of(linearBackward, { rows, inputs: inner, outputs: columns }), turnMs) };
    }
    case 'bias':
      return { ms: await device.time(of(biasedProduct, shape), turnMs) };
    case 'NN':
    case 'NT':
    case 'TN':
      return { ms: await device.time(of(products[kernel], shape), turnMs) };
  }
}

async function peak(turnMs: number): Promise<{ ms: number; flops: number }> {
  const { workgroup, groups, rounds, chains } = peakKernel;
  const code = `const WORKGROUP = ${workgroup}u;\nconst ROUNDS = ${rounds}u;\n${unroll(fmaPeak, {})}`;
  const invocations = workgroup * groups;
  const ms = await device.time({ code, grid: [groups, 1, 1], lengths: [4 * invocations] }, turnMs);
  return { ms, flops: invocations * rounds * chains * 4 * 2 };
}

const of = <Shape>(kernel: Kernel<Shape>, shape: Shape) => ({
  code: kernel.code(shape),
  grid: kernel.grid(shape),
  lengths: kernel.bindings.map(({ length }) => length(shape)),
});
