/** How long the device works on a pass: by its own clock if it has one, else from submission to completion. */

export interface Stopwatch {
  /** Milliseconds. */
  time(encode: (pass: GPUComputePassEncoder) => void): Promise<number>;
  close(): void;
}

export const stopwatch = (device: GPUDevice): Stopwatch =>
  device.features.has('timestamp-query') ? deviceClock(device) : hostClock(device);

function hostClock(device: GPUDevice): Stopwatch {
  return {
    async time(encode) {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      encode(pass);
      pass.end();
      await device.queue.onSubmittedWorkDone();
      const start = performance.now();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      return performance.now() - start;
    },
    close() {},
  };
}

function deviceClock(device: GPUDevice): Stopwatch {
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
  const resolved = device.createBuffer({ size: 16, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  return {
    async time(encode) {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass({
        timestampWrites: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
      });
      encode(pass);
      pass.end();
      encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, staging, 0, 16);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const [start = 0n, end = 0n] = new BigUint64Array(staging.getMappedRange());
      staging.unmap();
      return Number(end - start) / 1e6;
    },
    close() {
      querySet.destroy();
      resolved.destroy();
      staging.destroy();
    },
  };
}
