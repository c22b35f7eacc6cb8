/** How weights, gradients and the optimizer's state are spread, layer by layer, from one read of each. */
import { tensorGroups } from '../../domain/metrics/tensorGroups.ts';
import { spreadOf } from '../../domain/xray/spread.ts';
import { directionState } from '../../domain/optimizers/contract.ts';
import type { SpreadGroup, SpreadKind, Spreads } from '../../protocol/xray.ts';
import { breath } from '../breath.ts';
import type { TrainingSession } from '../train/trainingSession.ts';

/** States that are means or sums of squares: their roots are in the units of the gradient, or of a step. */
const squares: ReadonlySet<string> = new Set(['square', 'sum', 'stepSquare', 'squares', 'rowSquares', 'columnSquares']);

export async function spreadsOf(session: TrainingSession): Promise<Spreads> {
  const gradients = await session.gradients();
  const { step, weights, state } = await session.snapshot();
  const kept = Object.keys(state).filter((name) => name !== directionState);
  const kinds: readonly SpreadKind[] = [
    { name: 'weight', root: false },
    { name: 'gradient', root: false },
    ...kept.map((name) => ({ name, root: squares.has(name) })),
  ];
  const ofKind = (name: string) =>
    name === 'weight' ? weights : name === 'gradient' ? gradients : (state[name] ?? {});
  const groups: SpreadGroup[] = [];
  for (const { layer, tensors } of tensorGroups(session.tensors)) {
    const spreads: SpreadGroup['spreads'][number][] = [];
    for (const { name, root } of kinds) {
      const arrays = tensors.flatMap((tensor) => ofKind(name)[tensor.name] ?? []);
      spreads.push(arrays.length === 0 ? null : spreadOf(arrays, root));
      await breath();
    }
    groups.push({ layer, name: tensors[0]?.name ?? '', spreads });
  }
  return { step, kinds, groups };
}
