/** What the model reads: corpus, licence, split, an excerpt, and the way to bring one's own text. */
import { lazy, Suspense } from 'react';
import { sectionFields } from '../../domain/config/fields.ts';
import type { Section } from '../../domain/config/schema.ts';
import type { CorpusDefinition } from '../../domain/corpora/contract.ts';
import { corpora } from '../../domain/corpora/index.ts';
import { namesLabels } from '../../domain/objectives/index.ts';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { compact } from '../format/numbers.ts';
import { corpusGroups } from './corpusGroups.ts';
import { MethodPicker } from './MethodPicker.tsx';
import { SectionPanel } from './SectionPanel.tsx';
import { useDataFacts } from './useDataFacts.ts';

const LabelsNote = lazy(async () => ({ default: (await import('../classify/LabelsNote.tsx')).LabelsNote }));
const OwnTextBox = lazy(async () => ({ default: (await import('./OwnTextBox.tsx')).OwnTextBox }));

function CorpusNotes({ corpus }: { readonly corpus: CorpusDefinition }) {
  const { t, local } = useI18n();
  const { facts, busy } = useDataFacts();
  const { data } = corpus;
  return (
    <div className="corpus-notes small">
      {facts !== null && (
        <p>
          {t('corpusSize', {
            train: compact(facts.trainTokens),
            validation: compact(facts.validationTokens),
            vocabulary: facts.vocabulary,
          })}
        </p>
      )}
      {facts === null && busy && <p className="muted">{t('corpusReading')}</p>}
      {facts !== null && facts.excerpt !== '' && (
        <pre className="excerpt scroll" tabIndex={0} aria-label={t('excerpt')}>
          {facts.excerpt.replace(/\n{2,}/g, '\n')}
        </pre>
      )}
      {data.kind === 'text' && (
        <p className="muted">
          {t('splitIs', { split: local(data.split) })}{' '}
          <a href={data.licence.url} target="_blank" rel="noreferrer">
            {data.licence.name}
          </a>
        </p>
      )}
    </div>
  );
}

export function DataSection({ section }: { readonly section: Section }) {
  const { t } = useI18n();
  const values = useAppState((state) => state.config.config[section.id]);
  const corpus = useAppState((state): CorpusDefinition | undefined => corpora[state.config.config.data.corpus]);
  const labels = useAppState((state) => namesLabels(state.config.config));
  const groups = corpusGroups.map(({ heading, definitions }) => ({ name: t(heading), definitions }));
  const pickers = sectionFields(section, values).flatMap((field) => {
    if (field.kind !== 'selector') return [];
    if (field.key !== 'corpus') return [<MethodPicker key={field.path} field={field} />];
    return [
      <MethodPicker key={field.path} field={field} groups={groups} />,
      ...(corpus?.data.kind === 'own'
        ? [
            <Suspense key="own">
              <OwnTextBox />
              {labels && <LabelsNote />}
            </Suspense>,
          ]
        : []),
      ...(corpus === undefined ? [] : [<CorpusNotes key="notes" corpus={corpus} />]),
    ];
  });
  return <SectionPanel section={section} head={pickers} />;
}
