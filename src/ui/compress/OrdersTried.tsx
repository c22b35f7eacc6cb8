/** Which order of the passes won, in words. */
import { nameRecipe } from '../../domain/compression/recipe/nameRecipe.ts';
import { rankedOrders } from '../../state/compression/orders.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { bytes, fixed } from '../format/numbers.ts';
import { useWords } from './useWords.ts';

export function OrdersTried() {
  const say = useWords();
  const { local } = useI18n();
  const { compression } = useActions();
  const lab = useAppState((state) => state.compression);
  if (lab.orders === null || lab.working !== null) return null;
  const ranked = rankedOrders(lab, lab.orders);
  const [best, worst] = [ranked[0], ranked.at(-1)];
  if (best === undefined || worst === undefined) return null;
  const nats = ({ after }: typeof best): string => fixed(after.lossNats, 3);
  const name = local(nameRecipe(best.recipe));
  const figures = { name, loss: nats(best), size: bytes(best.fileBytes) };
  const others = { name: local(nameRecipe(worst.recipe)), loss: nats(worst), size: bytes(worst.fileBytes) };
  const { of } = lab.orders;
  return (
    <section className="panel orders-tried" aria-labelledby="orders-title">
      <header className="panel-head">
        <h2 id="orders-title">{say('ordersTitle')}</h2>
        <span className="muted small">{say('ordersCount', { count: ranked.length, of })}</span>
        <span className="grow" />
        <button type="button" className="button" onClick={() => compression.select(best.variantId)}>
          {say('ordersSelect')}
        </button>
      </header>
      <p role="status">
        {say('ordersBest', figures)} {ranked.length > 1 && nats(best) === nats(worst) && say('ordersSame')}
        {nats(best) !== nats(worst) && say('ordersWorst', others)}
      </p>
    </section>
  );
}
