/** The options of generation as fields, so that they get the same controls and explanations as everything else. */
import type { ParamField } from '../../domain/config/fields.ts';
import { samplingParams } from '../../domain/sampling/params.ts';

export type SamplingKey = keyof typeof samplingParams;

export const samplingKeys: readonly SamplingKey[] = ['temperature', 'topK', 'topP', 'maxTokens'];

export const samplingField = (key: SamplingKey): ParamField => ({
  kind: 'param',
  path: `sampling.${key}`,
  key,
  section: null,
  name: samplingParams[key].name,
  applies: samplingParams[key].applies,
  spec: samplingParams[key],
  owner: null,
});
