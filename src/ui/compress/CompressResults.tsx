/** The middle column of the lab: do it, see what it cost, compare all that was tried. Lazy chunk. */
import { BeforeAfter } from './BeforeAfter.tsx';
import { CompressBar } from './CompressBar.tsx';
import { MatrixTable } from './MatrixTable.tsx';
import { ParetoPanel } from './ParetoPanel.tsx';
import { SensitivityPanel } from './sensitivity/SensitivityPanel.tsx';
import { SideBySide } from './SideBySide.tsx';
import { useSelectedVariant, useVariants } from './useVariants.ts';
import { useWords } from './useWords.ts';
import { VariantTable } from './VariantTable.tsx';

export default function CompressResults() {
  const say = useWords();
  const variants = useVariants();
  const selected = useSelectedVariant();
  return (
    <div className="results-grid compress-results">
      <CompressBar />
      <SensitivityPanel />
      {variants.length === 0 ? (
        <p className="panel empty nothing-yet">{say('nothingYet')}</p>
      ) : (
        <>
          <ParetoPanel />
          {selected !== null && <BeforeAfter variant={selected} />}
          {selected !== null && <SideBySide variant={selected} />}
          <VariantTable />
          {selected !== null && <MatrixTable variant={selected} />}
        </>
      )}
    </div>
  );
}
