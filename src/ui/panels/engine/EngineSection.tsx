/** What there is to know about the machine under the model: a panel for each question, side by side where there is room. */
import { useEngineI18n } from '../../context/engineWords.ts';
import { KernelsPanel } from './KernelsPanel.tsx';
import { LimitsPanel } from './LimitsPanel.tsx';

export function EngineSection() {
  const { t } = useEngineI18n();
  return (
    <section className="engine-section" aria-label={t('engineSection')}>
      <LimitsPanel />
      <KernelsPanel />
    </section>
  );
}
