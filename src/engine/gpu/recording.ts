/** Dispatches in their order, to be sent again as often as wanted: nothing is looked up or made then. */
import type { Unrepeatable } from '../../protocol/protocol.ts';

export interface Dispatch {
  /** Id of the kernel. */
  readonly kernel: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly grid: readonly [number, number, number];
}

export interface Recording {
  add(dispatch: Dispatch): void;
  /** Something happened that a replay would not repeat. */
  refuse(reason: Unrepeatable): void;
  /** The first such thing. */
  readonly refusal: () => Unrepeatable | null;
  readonly dispatches: () => readonly Dispatch[];
  encode(encoder: GPUCommandEncoder): void;
}

export function createRecording(): Recording {
  const dispatches: Dispatch[] = [];
  let refusal: Unrepeatable | null = null;
  return {
    add: (dispatch) => void dispatches.push(dispatch),
    refuse(reason) {
      refusal ??= reason;
    },
    refusal: () => refusal,
    dispatches: () => dispatches,
    encode(encoder) {
      const pass = encoder.beginComputePass();
      let last: GPUComputePipeline | null = null;
      for (const { pipeline, bindGroup, grid } of dispatches) {
        if (pipeline !== last) pass.setPipeline(pipeline);
        last = pipeline;
        pass.setBindGroup(0, bindGroup);
        pass.dispatchWorkgroups(grid[0], grid[1], grid[2]);
      }
      pass.end();
    },
  };
}
