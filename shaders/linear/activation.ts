/**
 * Activations that a product computes with its last step, while an element is still in a register: forward what it makes of
 * a layer's output, backward how its gradient bends. SwiGLU is not among them: it makes one column of two that lie half a
 * matrix apart, in the tiles of different invocations.
 */
import { itemType } from '../common/items.ts';
import gelu from '../gelu/curve.wgsl?raw';
import relu from '../relu/curve.wgsl?raw';
import relu2 from '../relu/squareCurve.wgsl?raw';

export type PointwiseActivation = 'gelu' | 'relu' | 'relu2';

const curves: Readonly<Record<PointwiseActivation, string>> = { gelu, relu, relu2 };

/** Declares `activation(x)` and `activationGradient(x, upstream)`, on four numbers at once. */
export const activationSource = (activation: PointwiseActivation): string => `${itemType(4)}\n${curves[activation]}`;
