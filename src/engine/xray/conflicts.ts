/** How the gradients of a run's terms lie to that of its loss, with the batch of the next step and while the weights stand still. */
import { activeTerms } from '../../domain/losses/terms/active.ts';
import { tensorGroups } from '../../domain/metrics/tensorGroups.ts';
import { addProducts, cosineOf, noProducts, productsOf, type Products } from '../../domain/xray/agreement.ts';
import type { Agreement, Conflicts, TermConflict } from '../../protocol/xray.ts';
import { breath } from '../breath.ts';
import { GivenUp, giveUpIf } from '../compress/giveUp.ts';
import type { Job } from './noise.ts';

const agreementOf = (products: Products): Agreement => ({
  cosine: cosineOf(products),
  lossNorm: Math.sqrt(products.first),
  termNorm: Math.sqrt(products.second),
});

/** Null if it was cancelled. */
export async function measureConflicts(job: Job): Promise<Conflicts | null> {
  const { session, progress } = job;
  const { config, step } = session;
  const active = activeTerms(config.terms);
  const of = active.length + 1;
  try {
    const loss = active.length > 0 ? await session.gradients('loss') : {};
    progress(1, of);
    const terms: TermConflict[] = [];
    for (const { definition, weightAt } of active) {
      await breath();
      giveUpIf(job);
      const term = await session.gradients(definition.id);
      const groups = tensorGroups(session.tensors).map(({ layer, tensors }) => {
        const products = tensors.map(({ name }) => productsOf(loss[name] ?? [], term[name] ?? []));
        return { layer, name: tensors[0]?.name ?? '', products: products.reduce(addProducts, noProducts) };
      });
      terms.push({
        id: definition.id,
        weight: weightAt(step, config.training.steps),
        whole: agreementOf(groups.map(({ products }) => products).reduce(addProducts, noProducts)),
        groups: groups.map(({ layer, name, products }) => ({ layer, name, ...agreementOf(products) })),
      });
      progress(terms.length + 1, of);
    }
    return { step, terms };
  } catch (thrown) {
    if (thrown instanceof GivenUp) return null;
    throw thrown;
  }
}
