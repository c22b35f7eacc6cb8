/** Counts what the GPU is asked to do, stock operations included, by standing before the API's own methods. */
export interface GpuCounts {
  readonly dispatches: number;
  readonly submits: number;
  /** Calls of createBuffer. */
  readonly buffers: number;
  /** Calls of createBindGroup. */
  readonly bindGroups: number;
  /** Calls of writeBuffer. */
  readonly writes: number;
}

export const noCounts: GpuCounts = { dispatches: 0, submits: 0, buffers: 0, bindGroups: 0, writes: 0 };

export function differenceOf(after: GpuCounts, before: GpuCounts): GpuCounts {
  return {
    dispatches: after.dispatches - before.dispatches,
    submits: after.submits - before.submits,
    buffers: after.buffers - before.buffers,
    bindGroups: after.bindGroups - before.bindGroups,
    writes: after.writes - before.writes,
  };
}

export interface GpuCounter {
  /** Since the device was opened. */
  readonly total: () => GpuCounts;
}

export function countGpuCalls(device: GPUDevice): GpuCounter {
  const counts: { -readonly [K in keyof GpuCounts]: GpuCounts[K] } = { ...noCounts };
  const { queue } = device;

  const submit = queue.submit.bind(queue);
  queue.submit = (buffers) => {
    counts.submits += 1;
    return submit(buffers);
  };
  const writeBuffer = queue.writeBuffer.bind(queue);
  queue.writeBuffer = (...call: Parameters<GPUQueue['writeBuffer']>) => {
    counts.writes += 1;
    return writeBuffer(...call);
  };
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    counts.buffers += 1;
    return createBuffer(descriptor);
  };
  const createBindGroup = device.createBindGroup.bind(device);
  device.createBindGroup = (descriptor) => {
    counts.bindGroups += 1;
    return createBindGroup(descriptor);
  };
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor);
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (passDescriptor) => {
      const pass = beginComputePass(passDescriptor);
      const dispatch = pass.dispatchWorkgroups.bind(pass);
      pass.dispatchWorkgroups = (x, y, z) => {
        counts.dispatches += 1;
        return dispatch(x, y, z);
      };
      return pass;
    };
    return encoder;
  };
  return { total: () => ({ ...counts }) };
}
