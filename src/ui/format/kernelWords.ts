/** What the engine tells of kernels by code and numbers, in the language of the page. */
import type { EngineTranslate } from '../context/engineWords.ts';
import type { KernelTask, RefusalReason } from '../../protocol/kernels.ts';
import type { Unrepeatable } from '../../protocol/protocol.ts';

/** As formulas have it, in every language. */
const products = { NN: 'A·B', NT: 'A·Bᵀ', TN: 'Aᵀ·B' } as const;
const positionNames = { rope: 'RoPE', alibi: 'ALiBi' } as const;

export function taskName(t: EngineTranslate, task: KernelTask): string {
  if (task.kind !== 'product') return t(`kernel-${task.kind}`);
  const kernel = t('kernel-product', { product: products[task.layout] });
  return task.bias ? t('kernelWithBias', { kernel }) : kernel;
}

export function taskShape(t: EngineTranslate, task: KernelTask): string {
  switch (task.kind) {
    case 'product': {
      const { rows, columns, inner } = task;
      return t('shapeProduct', { rows, columns, inner });
    }
    case 'linear-backward':
      return `${task.rows} × ${task.inputs} → ${task.outputs}`;
    case 'layer-norm':
    case 'rms-norm':
      return `${task.rows} × ${task.width}`;
    case 'attention': {
      const { batch, time, heads, headWidth, keyValueHeads, mask, positions } = task;
      return [
        t('shapeAttention', { batch, heads, width: headWidth, tokens: time }),
        ...(keyValueHeads === heads ? [] : [t('shapeKeyHeads', { count: keyValueHeads })]),
        ...(mask === 'causal' ? [] : [t('shapePrefix')]),
        ...(positions === 'none' ? [] : [positionNames[positions]]),
      ].join(' · ');
    }
  }
}

/** Why a variant is not used. */
export function refusalWords(t: EngineTranslate, reason: RefusalReason): string {
  const { code, ...values } = reason;
  return t(`refused-${code}`, values);
}

/** Why steps are not recorded. */
export function unrepeatableWords(t: EngineTranslate, reason: Unrepeatable): string {
  const { code, ...values } = reason;
  return t(`unrepeatable-${code}`, values);
}
