/** The harness must fail where a kernel does wrong, otherwise no kernel test means anything. */
import { expect, test } from 'vitest';
import type { Access, Grid, Kernel } from '../../shaders/common/kernel.ts';
import { guard } from './guarded.ts';
import { dispatch, openDevice, run } from './harness.ts';

const floats = Float32Array.of(1, 2, 3);

/** Copies `input` to `output`, both three floats, by the given body. */
function kernel(body: string, declared: Access = 'read_write'): Kernel<null> {
  return {
    id: 'copy',
    bindings: [
      { name: 'input', access: 'read', type: 'f32', length: () => 3 },
      { name: 'output', access: 'read_write', type: 'f32', length: () => 3 },
    ],
    code: () => `
      @group(0) @binding(0) var<storage, read> input: array<f32>;
      @group(0) @binding(1) var<storage, ${declared}> output: array<f32>;
      @compute @workgroup_size(4) fn main(@builtin(local_invocation_index) i: u32) { ${body} }`,
    grid: () => [1, 1, 1],
  };
}

const outcome = (tested: Kernel<null>): Promise<unknown> => run([dispatch(tested, null)], { input: floats });

test('a right kernel passes', async () => {
  const { output } = await run([dispatch(kernel('if (i < 3u) { output[i] = input[i]; }'), null)], { input: floats });
  expect(output).toEqual(floats);
});

test('an element that is never written', async () => {
  await expect(outcome(kernel('if (i < 2u) { output[i] = input[i]; }'))).rejects.toThrow(
    'output: element 2 of 3 was never written',
  );
});

test('a text that does not compile', async () => {
  await expect(outcome(kernel('output[i] = input[i] + 1u;'))).rejects.toThrow('no matching overload');
});

test('a descriptor that does not describe the text', async () => {
  await expect(outcome(kernel('_ = output[i] + input[i];', 'read'))).rejects.toThrow('the descriptor');
});

test('a binding that is not used, which the device would refuse silently', async () => {
  await expect(outcome(kernel('output[i] = 1.0;'))).rejects.toThrow('binding');
});

test('one buffer bound for reading and for writing', async () => {
  const alias = dispatch(kernel('if (i < 3u) { output[i] = input[i]; }'), null, { output: 'input' });
  await expect(run([alias], { input: floats })).rejects.toThrow('synchronization scope');
});

test('input of the wrong length, or none', async () => {
  const copy = dispatch(kernel('if (i < 3u) { output[i] = input[i]; }'), null);
  await expect(run([copy], { input: Float32Array.of(1) })).rejects.toThrow('holds 1 elements, not 3');
  await expect(run([copy], {})).rejects.toThrow('nothing was put into input');
});

test('results that differ between two runs', async () => {
  const counting: Kernel<null> = {
    id: 'count',
    bindings: [{ name: 'count', access: 'read_write', type: 'u32', length: () => 1 }],
    code: () => `
      @group(0) @binding(0) var<storage, read_write> count: u32;
      @compute @workgroup_size(1) fn main(@builtin(num_workgroups) groups: vec3u) { count = groups.x; }`,
    grid: () => [1, 1, 1],
  };
  let groups = 0;
  const unsteady = {
    ...dispatch(counting, null),
    get grid(): Grid {
      return [++groups, 1, 1];
    },
  };
  await expect(run([unsteady], {})).rejects.toThrow('count: element 0 differs between two runs');
});

test('guard bytes that were overwritten', async () => {
  const device = await openDevice();
  const { range, read, destroy } = guard(device, 'victim', 'f32', 3, floats);
  expect(await read()).toEqual(floats);
  device.queue.writeBuffer(range.buffer, (range.offset ?? 0) + 12, floats);
  await expect(read()).rejects.toThrow('victim: written outside its range, at element 3 of 3');
  destroy();
});
