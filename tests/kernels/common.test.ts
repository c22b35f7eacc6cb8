/** What kernels share: the folded grid, and loops repeated for registers. */
import { expect, test } from 'vitest';
import { linearGrid, type Kernel } from '../../shaders/common/kernel.ts';
import linearIndex from '../../shaders/common/linearIndex.wgsl?raw';
import { unroll } from '../../shaders/common/unroll.ts';
import { dispatch, run } from './harness.ts';

/** Writes the index of every invocation to the place of that index. */
const indices: Kernel<number> = {
  id: 'indices',
  bindings: [{ name: 'out', access: 'read_write', type: 'u32', length: (length) => length }],
  code: () => `${linearIndex}
    @group(0) @binding(0) var<storage, read_write> out: array<u32>;
    @compute @workgroup_size(WORKGROUP) fn main(@builtin(workgroup_id) group: vec3u,
      @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
      let i = linearIndex(group, groups, local);
      if (i < arrayLength(&out)) { out[i] = i; }
    }`,
  grid: (length) => linearGrid(length, 64),
};

test.each([1, 64, 65, 65535 * 64 + 3])('a grid for %d invocations reaches each of them', async (length) => {
  const { out } = await run([dispatch(indices, length)], {});
  expect(out?.findIndex((value, i) => value !== i)).toBe(-1);
  expect(Math.max(...indices.grid(length))).toBeLessThanOrEqual(65535);
});

const nested = `
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    // unroll
    for (var r = 0u; r < 2u; r++) {
      sums[c] += f32(c * 10u + r);
    }
  }
`;

test('a marked loop is repeated with constants, loops inside it too', () => {
  expect(unroll(nested, { CHUNKS: 3 })).not.toContain('for');
  expect(unroll(nested, { CHUNKS: 3 }).match(/sums\[c\]/g)).toHaveLength(6);
  expect(unroll(nested, { CHUNKS: 9 })).toBe(nested);
  expect(() => unroll(nested, {})).toThrow('CHUNKS');
});

test('repeating changes nothing in the result', async () => {
  const sums = (repeat: boolean): Kernel<null> => ({
    id: 'sums',
    bindings: [{ name: 'out', access: 'read_write', type: 'f32', length: () => 3 }],
    code: () => `const CHUNKS = 3u;
      @group(0) @binding(0) var<storage, read_write> out: array<f32>;
      @compute @workgroup_size(1) fn main() {
        var sums: array<f32, CHUNKS>;
        ${repeat ? unroll(nested, { CHUNKS: 3 }) : nested}
        for (var c = 0u; c < CHUNKS; c++) { out[c] = sums[c]; }
      }`,
    grid: () => [1, 1, 1],
  });
  for (const repeat of [false, true]) {
    const { out } = await run([dispatch(sums(repeat), null)], {});
    expect([...(out ?? [])]).toEqual([1, 21, 41]);
  }
});
