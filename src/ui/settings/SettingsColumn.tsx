/** The left column: everything that a person chooses, in the order in which data flows. */
import { Switch } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { seedField } from '../../domain/config/fields.ts';
import { sections, type Section } from '../../domain/config/schema.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { NativeSelect } from '../primitives/NativeSelect.tsx';
import { DataSection } from './DataSection.tsx';
import { FactsBox } from './FactsBox.tsx';
import { SchedulePreview } from './SchedulePreview.tsx';
import { SectionPanel } from './SectionPanel.tsx';
import { useDataFacts } from './useDataFacts.ts';

const autostarts = ['auto', 'always', 'never'] as const;

const seedExtra = [seedField];

const ShapePicker = lazy(async () => ({ default: (await import('./shapes/ShapePicker.tsx')).ShapePicker }));

const shapePicker = (
  <Suspense fallback={null}>
    <ShapePicker />
  </Suspense>
);

function SectionOf({ section }: { readonly section: Section }) {
  const { facts } = useDataFacts();
  switch (section.id) {
    case 'data':
      return <DataSection section={section} />;
    case 'model':
      return (
        <SectionPanel section={section} before={shapePicker}>
          {facts !== null && <FactsBox data={facts} />}
        </SectionPanel>
      );
    case 'schedule':
      return (
        <SectionPanel section={section}>
          <SchedulePreview />
        </SectionPanel>
      );
    case 'training':
      return <SectionPanel section={section} extra={seedExtra} />;
    case 'optimizer':
    case 'regularization':
    case 'objective':
    case 'loss':
    case 'terms':
      return <SectionPanel section={section} />;
  }
}

export function SettingsColumn() {
  const { t } = useI18n();
  const { preferences } = useActions();
  const autostart = useAppState((state) => state.preferences.autostart);
  const showAll = useAppState((state) => state.preferences.showAll);
  return (
    <>
      {sections.map((section) => (
        <SectionOf key={section.id} section={section} />
      ))}
      <footer className="settings-foot">
        <label className="row">
          <Switch.Root
            className="switch"
            checked={showAll}
            onCheckedChange={(checked) => preferences.setShowAll(checked)}
          >
            <Switch.Thumb className="switch-thumb" />
          </Switch.Root>
          {t('showAll')}
        </label>
        <div className="row">
          <span className="grow">{t('autostart')}</span>
          <NativeSelect
            label={t('autostart')}
            value={autostart}
            options={autostarts.map((id) => ({ id, name: t(`autostart-${id}`) }))}
            onChange={(id) => preferences.setAutostart(id)}
          />
        </div>
        <p className="small muted">{t('pytorchNote')}</p>
      </footer>
    </>
  );
}
