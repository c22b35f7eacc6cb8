/** The reader of a model on the GPU, where its architecture says how a token is read step by step. */
import { mostPositions } from '../../../../shaders/cached-attention/kernel.ts';
import type { ParamSpecs, Settings } from '../../../domain/core/params.ts';
import type { ModelDefinition } from '../../../domain/models/contract.ts';
import type { CacheBits } from '../../../domain/models/decoding/cache.ts';
import { hasIntegerDots, type GpuMachine } from '../executionGpu.ts';
import { stepProgram } from './program.ts';
import { gpuReader, type GpuReader } from './reader.ts';
import type { StepWeights } from './weights.ts';
import { decodingOf } from '../../../domain/models/decoders.ts';

type Machine = Pick<GpuMachine, 'device' | 'software' | 'subgroups'>;

/** Null where there is none: models without a step, and contexts beyond the kernels'. */
export async function openGpuReader(
  machine: Machine,
  definition: ModelDefinition,
  settings: Settings<ParamSpecs>,
  weights: StepWeights,
  cacheBits: CacheBits = 32,
): Promise<GpuReader | null> {
  const context = definition.context(settings);
  const decoding = decodingOf(definition);
  const step = decoding.decodingStep?.bind(decoding);
  if (!step || context > mostPositions) return null;
  return gpuReader(
    machine.device,
    stepProgram({ ...machine, integerDots: hasIntegerDots() }, weights, (ops) => step(ops, settings), cacheBits),
    decoding.endless ? null : context,
  );
}
