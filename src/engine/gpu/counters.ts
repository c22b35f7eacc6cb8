/** Counts what the GPU is asked to do, stock operations included, by standing before the API's own methods. */
export interface GpuCounts {
  readonly dispatches: number;
  readonly submits: number;
}

export interface GpuCounter {
  /** Since the device was opened. */
  readonly total: () => GpuCounts;
}

export function countGpuCalls(device: GPUDevice): GpuCounter {
  let dispatches = 0;
  let submits = 0;
  const { queue } = device;
  const submit = queue.submit.bind(queue);
  queue.submit = (buffers) => {
    submits++;
    return submit(buffers);
  };
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor);
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (passDescriptor) => {
      const pass = beginComputePass(passDescriptor);
      const dispatch = pass.dispatchWorkgroups.bind(pass);
      pass.dispatchWorkgroups = (x, y, z) => {
        dispatches++;
        return dispatch(x, y, z);
      };
      return pass;
    };
    return encoder;
  };
  return { total: () => ({ dispatches, submits }) };
}
