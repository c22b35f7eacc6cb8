/** Names of kernels and shapes by which measurements are chosen and printed. */
import type { KernelTask, RefusalReason } from '../../src/protocol/kernels.ts';

export const kernelLabel = (task: KernelTask): string =>
  task.kind === 'product' ? `product ${task.layout}${task.bias ? ' + bias' : ''}` : task.kind.replace('-', ' ');

export function shapeLabel(task: KernelTask): string {
  switch (task.kind) {
    case 'product':
      return `${task.rows} × ${task.columns}, sum over ${task.inner}`;
    case 'linear-backward':
      return `${task.rows} × ${task.inputs} → ${task.outputs}`;
    case 'layer-norm':
    case 'rms-norm':
      return `${task.rows} × ${task.width}`;
    case 'attention':
      return `${task.batch} × ${task.heads} heads of ${task.headWidth}, ${task.time} tokens`;
  }
}

export const refusalLabel = (reason: RefusalReason): string =>
  reason.code === 'invalid'
    ? reason.message
    : `${reason.buffer}[${reason.at}] is ${reason.actual}, not ${reason.expected}`;
