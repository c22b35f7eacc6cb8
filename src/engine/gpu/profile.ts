/**
 * How long each kernel of a recorded step takes, by the clock of the device. Every dispatch gets a pass of its own for
 * that, so that what overlaps otherwise is told apart; the sum is therefore more than a step takes.
 */
import type { Dispatch } from './recording.ts';
import type { KernelTime } from '../../protocol/protocol.ts';

export interface StepProfile {
  /** In the place of the recording's own encoding. */
  encode(commands: GPUCommandEncoder): void;
  /** Once the commands have been submitted. Of this step, by kernel, longest first. */
  read(): Promise<readonly KernelTime[]>;
}

const bytesPerTime = 8;
const nsPerMs = 1e6;

/** Null where the device has no clock, or the step more dispatches than it can tell apart. */
export function stepProfile(device: GPUDevice, dispatches: readonly Dispatch[]): StepProfile | null {
  const count = 2 * dispatches.length;
  if (!device.features.has('timestamp-query') || count > mostQueries) return null;
  const size = count * bytesPerTime;
  const querySet = device.createQuerySet({ type: 'timestamp', count });
  const resolved = device.createBuffer({ size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  return {
    encode(commands) {
      for (const [i, { pipeline, bindGroup, grid }] of dispatches.entries()) {
        const times = { querySet, beginningOfPassWriteIndex: 2 * i, endOfPassWriteIndex: 2 * i + 1 };
        const pass = commands.beginComputePass({ timestampWrites: times });
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindGroup);
        pass.dispatchWorkgroups(grid[0], grid[1], grid[2]);
        pass.end();
      }
      commands.resolveQuerySet(querySet, 0, count, resolved, 0);
      commands.copyBufferToBuffer(resolved, 0, staging, 0, size);
    },
    async read() {
      await staging.mapAsync(GPUMapMode.READ);
      const times = new BigUint64Array(staging.getMappedRange().slice(0));
      querySet.destroy();
      resolved.destroy();
      staging.destroy();
      return byKernel(
        dispatches.map(({ kernel }, i) => [kernel, Number(at(times, 2 * i + 1) - at(times, 2 * i)) / nsPerMs]),
      );
    },
  };
}

/** The specification's limit for a query set. */
const mostQueries = 4096;

const at = (times: BigUint64Array, index: number): bigint => times[index] ?? 0n;

function byKernel(times: readonly (readonly [kernel: string, ms: number])[]): readonly KernelTime[] {
  const sums = new Map<string, { runs: number; ms: number }>();
  for (const [kernel, ms] of times) {
    const before = sums.get(kernel) ?? { runs: 0, ms: 0 };
    // A clock may be set back between two readings; that says nothing.
    sums.set(kernel, { runs: before.runs + 1, ms: before.ms + Math.max(0, ms) });
  }
  return [...sums].map(([kernel, sum]) => ({ kernel, ...sum })).toSorted((a, b) => b.ms - a.ms);
}
