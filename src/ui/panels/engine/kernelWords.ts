/**
 * The engine's names for kernels, shapes and reasons in the language of the page. They are made of few parts; what is
 * not known here is shown as the engine has it.
 */
import type { MessageKey, Translate } from '../../../i18n/translate.ts';

const names: Readonly<Record<string, MessageKey>> = {
  'product NN': 'kernelProductNN',
  'product NT': 'kernelProductNT',
  'product TN': 'kernelProductTN',
  'linear backward': 'kernelLinearBackward',
  'layer norm': 'kernelLayerNorm',
  attention: 'kernelAttention',
};
const withBias = ' + bias';

export function kernelName(t: Translate, kernel: string): string {
  const plain = kernel.endsWith(withBias) ? kernel.slice(0, -withBias.length) : kernel;
  const key = names[plain];
  if (key === undefined) return kernel;
  return plain === kernel ? t(key) : t('kernelWithBias', { kernel: t(key) });
}

type Pattern = readonly [pattern: RegExp, key: MessageKey];

const shapes: readonly Pattern[] = [
  [/^(?<rows>\d+) × (?<columns>\d+), sum over (?<inner>\d+)$/, 'shapeProduct'],
  [/^(?<batch>\d+) × (?<heads>\d+) heads of (?<width>\d+), (?<tokens>\d+) tokens$/, 'shapeAttention'],
];

const refusals: readonly Pattern[] = [
  [/^stock operation (?<name>.+)$/, 'refusalStock'],
  [/^a result read in the middle of the step$/, 'refusalRead'],
  [/^numbers uploaded in the middle of the step$/, 'refusalUpload'],
];

function translated(t: Translate, patterns: readonly Pattern[], text: string): string {
  for (const [pattern, key] of patterns) {
    const match = pattern.exec(text);
    if (match) return t(key, match.groups ?? {});
  }
  return text;
}

export const shapeWords = (t: Translate, shape: string): string => translated(t, shapes, shape);
/** Why steps are not recorded. */
export const refusalWords = (t: Translate, reason: string): string => translated(t, refusals, reason);
