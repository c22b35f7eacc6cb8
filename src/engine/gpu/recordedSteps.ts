/**
 * The training step on the GPU. The first run writes down every dispatch; from then on a step is one upload, one
 * submission of the same dispatches over the same memory, and one small copy to read. A step that does something which
 * a replay would not repeat is run through every time instead, and says why.
 */
import type { KernelTime, StepExecution, Unrepeatable } from '../../protocol/protocol.ts';
import {
  readingsOf,
  runEagerly,
  type Step,
  type StepExecutor,
  type StepOutputs,
  type StepReadings,
} from '../train/steps.ts';
import * as tf from '../tf.ts';
import { bufferPool, stagingUsage, storageUsage } from './bufferPool.ts';
import { stepProfile } from './profile.ts';
import { createRecording, type Recording } from './recording.ts';
import { stepInputs, type StepInputs } from './stepInputs.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

interface Recorded {
  readonly recording: Recording;
  readonly inputs: StepInputs;
  readonly outputs: StepOutputs;
}

const bytesPerFloat = 4;

export interface RecordingParts {
  readonly device: GPUDevice;
  readonly encoder: TfjsEncoder;
  /** Chooses among kernels for what has been asked for. */
  readonly tune: () => Promise<void>;
}

export function recordedSteps(
  { device, encoder, tune }: RecordingParts,
  step: Step,
): StepExecutor & { bytes(): number } {
  const memory = bufferPool(device, storageUsage());
  const staging = bufferPool(device, stagingUsage());
  let recorded: Recorded | null = null;
  let refusal: Unrepeatable | null = null;
  let prepared = false;
  /** Who wants to know what the kernels of the next step take. */
  let observer: ((times: readonly KernelTime[] | null) => void) | null = null;

  /** Sends what has been encoded, and reads the outputs when it is done. */
  const submit = async (commands: GPUCommandEncoder, { loss, measures, norms }: StepOutputs): Promise<StepReadings> => {
    const tensors = [loss, measures, norms];
    const lengths = tensors.map(({ size }) => size * bytesPerFloat);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const target = staging.take(total);
    let end = 0;
    for (const [i, tensor] of tensors.entries()) {
      const { buffer, offset } = encoder.rangeOf(tensor);
      const bytes = lengths[i] ?? 0;
      commands.copyBufferToBuffer(buffer, offset, target, end, bytes);
      end += bytes;
    }
    device.queue.submit([commands.finish()]);
    await target.mapAsync(GPUMapMode.READ, 0, total);
    const values = new Float32Array(target.getMappedRange(0, total).slice(0));
    target.unmap();
    staging.give(target);
    const read = values.subarray(loss.size);
    return readingsOf(values, read.subarray(0, measures.size), read.subarray(measures.size));
  };

  const drop = (): void => {
    if (!recorded) return;
    encoder.flush();
    tf.dispose({ ...recorded.outputs });
    recorded.inputs.dispose();
    recorded = null;
  };

  const record = (): Promise<StepReadings> => {
    const recording = createRecording();
    const inputs = stepInputs(device);
    let outputs: StepOutputs;
    try {
      outputs = encoder.capture({ recording, inputs, memory }, step);
    } catch (thrown) {
      encoder.flush();
      inputs.dispose();
      throw thrown;
    }
    recorded = { recording, inputs, outputs };
    refusal = recording.refusal();
    encoder.flush();
    const readings = submit(device.createCommandEncoder(), outputs);
    if (refusal !== null) drop();
    return readings;
  };

  const replay = ({ recording, inputs, outputs }: Recorded): Promise<StepReadings> => {
    encoder.flush();
    inputs.write();
    const commands = device.createCommandEncoder();
    const tell = observer;
    observer = null;
    const profile = tell && stepProfile(device, recording.dispatches());
    (profile ?? recording).encode(commands);
    const readings = submit(commands, outputs);
    if (tell) void Promise.resolve(profile?.read() ?? null).then(tell, () => tell(null));
    return readings;
  };

  const disappoint = (): void => {
    observer?.(null);
    observer = null;
  };

  const execution = (): StepExecution => {
    if (refusal !== null) return { kind: 'eager', reason: refusal };
    return { kind: 'recorded', dispatches: recorded?.recording.dispatches().length ?? 0 };
  };

  return {
    execution,
    async prepare() {
      if (prepared) return;
      prepared = true;
      encoder.rehearse(() => {
        tf.dispose({ ...encoder.within(memory, step) });
      });
      await tune();
    },
    run() {
      if (recorded) return replay(recorded);
      disappoint();
      return refusal === null ? record() : encoder.within(memory, () => runEagerly(step));
    },
    profileNext: () =>
      new Promise((resolve) => {
        disappoint();
        observer = resolve;
      }),
    between: (work) => encoder.within(memory, work),
    reset() {
      drop();
      refusal = null;
      prepared = false;
    },
    dispose() {
      disappoint();
      drop();
      encoder.flush();
      memory.dispose();
      staging.dispose();
    },
    bytes: () => memory.bytes() + staging.bytes() + (recorded?.inputs.bytes() ?? 0),
  };
}
