/** The models that ship with the site, each with its card and a button that opens it. */
import { useEffect } from 'react';
import type { ModelCard } from '../../domain/checkpoints/card.ts';
import { corpora } from '../../domain/corpora/index.ts';
import { models } from '../../domain/models/index.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { EstimatedProgress } from '../panels/engine/EstimatedProgress.tsx';
import { bytes, fixed, whole } from '../format/numbers.ts';

interface ShelfProps {
  /** A model of the shelf is the current run. */
  readonly onOpened?: () => void;
}

/** A definition's name, or the id of one that this version does not know. */
function nameIn(
  registry: Readonly<Record<string, { readonly name: ModelCard['name'] }>>,
  id: string,
): ModelCard['name'] {
  return registry[id]?.name ?? { en: id, zh: id };
}

function Facts({ card }: { readonly card: ModelCard }) {
  const { t, local } = useI18n();
  const { model, validation, training, data } = card;
  const { architecture, layers, width, parameters } = model;
  return (
    <ul className="shelf-facts small">
      <li>
        {t('shelfModel', { architecture: local(nameIn(models, architecture)), layers, width })} ·{' '}
        {t('shelfParameters', { count: whole(parameters) })} ·{' '}
        {t('shelfSize', { size: bytes(card.bytes), dtype: card.dtype })}
      </li>
      <li>
        {t('shelfLoss', {
          loss: fixed(validation.lossNats, 3),
          perplexity: fixed(validation.perplexity, 2),
          bits: fixed(validation.bitsPerByte, 2),
        })}
      </li>
      <li>{t('shelfTrained', { steps: whole(training.steps), date: card.date })}</li>
      <li>
        {t('shelfData', { corpus: local(nameIn(corpora, data.corpus)) })}
        <a href={data.licence.url} target="_blank" rel="noreferrer">
          {data.licence.name}
        </a>
      </li>
    </ul>
  );
}

function Opening() {
  const { t } = useI18n();
  const share = useAppState((state) => state.files.opening?.share ?? null);
  return <EstimatedProgress words={t('shelfOpening')} share={share} />;
}

function Card({ card, onOpened }: ShelfProps & { readonly card: ModelCard }) {
  const { t, local } = useI18n();
  const { shipped } = useActions();
  const openingId = useAppState((state) => state.shipped.openingId);
  const opening = openingId === card.id;
  const open = async (): Promise<void> => {
    if (openingId === null && (await shipped.open(card.id))) onOpened?.();
  };
  const name = local(card.name);
  return (
    <article className="shelf-card" aria-label={name}>
      <header>
        <h3>{name}</h3>
        <button
          type="button"
          className="button primary"
          aria-label={t('shelfOpenNamed', { name })}
          aria-disabled={openingId !== null}
          aria-busy={opening}
          onClick={() => void open()}
        >
          {t(opening ? 'shelfOpening' : 'shelfOpen')}
        </button>
      </header>
      {opening && <Opening />}
      <p>{local(card.about)}</p>
      <Facts card={card} />
      <p className="small muted">
        <strong>{t('shelfLimits')}</strong> {local(card.limits)}
      </p>
      <p className="small muted">
        {t('shelfCommand')} <code>{card.training.command}</code>
      </p>
    </article>
  );
}

export default function ModelShelf({ onOpened }: ShelfProps) {
  const { t } = useI18n();
  const { shipped } = useActions();
  const { cards, reading } = useAppState((state) => state.shipped);
  useEffect(() => void shipped.read(), [shipped]);
  if (cards === null) {
    return (
      <p className="empty" role="status">
        {reading ? (
          t('shelfReading')
        ) : (
          <>
            {t('shelfNone')}{' '}
            <button type="button" className="button" onClick={() => void shipped.read()}>
              {t('shelfRetry')}
            </button>
          </>
        )}
      </p>
    );
  }
  return (
    <div className="shelf">
      {cards.map((card) => (
        <Card key={card.id} card={card} {...(onOpened && { onOpened })} />
      ))}
    </div>
  );
}
