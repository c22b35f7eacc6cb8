/** The reader of a model on the GPU, where its architecture says how a token is read step by step. */
import { mostPositions } from '../../../../shaders/cached-attention/kernel.ts';
import type { ParamSpecs, Settings } from '../../../domain/core/params.ts';
import type { ModelDefinition } from '../../../domain/models/contract.ts';
import type { GpuMachine } from '../executionGpu.ts';
import { stepProgram } from './program.ts';
import { gpuReader, type GpuReader } from './reader.ts';
import type { StepWeights } from './weights.ts';

type Machine = Pick<GpuMachine, 'device' | 'software' | 'subgroups'>;

/** Null where there is none: recurrent models, whose steps are few and small, and contexts beyond the kernels'. */
export async function openGpuReader(
  machine: Machine,
  definition: ModelDefinition,
  settings: Settings<ParamSpecs>,
  weights: StepWeights,
): Promise<GpuReader | null> {
  const context = definition.context(settings);
  if (!definition.decodingStep || context > mostPositions) return null;
  const step = definition.decodingStep.bind(definition);
  return gpuReader(
    machine.device,
    stepProgram(machine, weights, (ops) => step(ops, settings)),
    context,
  );
}
