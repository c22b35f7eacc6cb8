/** What there is to know about the machine under the model: a panel for each question, side by side where there is room. */
import { useI18n } from '../../context/language.tsx';
import { KernelsPanel } from './KernelsPanel.tsx';
import { LimitsPanel } from './LimitsPanel.tsx';

export function EngineSection() {
  const { t } = useI18n();
  return (
    <section className="engine-section" aria-label={t('engineSection')}>
      <LimitsPanel />
      <KernelsPanel />
    </section>
  );
}
