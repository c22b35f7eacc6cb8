/** The middle column of the lab: do it, see what it cost, compare all that was tried. Lazy chunk. */
import { BeforeAfter } from './BeforeAfter.tsx';
import { CompressBar } from './CompressBar.tsx';
import { LabNav, PartTitle } from './LabParts.tsx';
import { MatrixTable } from './MatrixTable.tsx';
import { OrdersTried } from './OrdersTried.tsx';
import { ParetoPanel } from './ParetoPanel.tsx';
import { CachePanel } from './CachePanel.tsx';
import { DepthPanel } from './seeing/DepthPanel.tsx';
import { MatrixLens } from './seeing/MatrixLens.tsx';
import { StagesPanel } from './seeing/StagesPanel.tsx';
import { SweepPanel } from './seeing/SweepPanel.tsx';
import { SpeedPanel } from './SpeedPanel.tsx';
import { SensitivityPanel } from './sensitivity/SensitivityPanel.tsx';
import { SideBySide } from './SideBySide.tsx';
import { whyNoSweep } from '../../state/compression/policy.ts';
import { useAppState } from '../context/app.tsx';
import { ShelfPanel } from '../shelf/ShelfPanel.tsx';
import { mainId } from '../shell/SkipLink.tsx';
import { useSelectedVariant, useVariants } from './useVariants.ts';
import { useWords } from './useWords.ts';
import { VariantTable } from './VariantTable.tsx';

/** The shelf goes when a model is open, and with it the button that has the focus. */
function toResults(): void {
  if (document.activeElement === document.body) document.getElementById(mainId)?.focus({ preventScroll: true });
}

export default function CompressResults() {
  const say = useWords();
  const variants = useVariants();
  const selected = useSelectedVariant();
  const noModel = useAppState((state) => whyNoSweep(state) === 'no-model');
  return (
    <div className="results-grid compress-results">
      <CompressBar />
      {noModel ? (
        <ShelfPanel onOpened={toResults} />
      ) : (
        <>
          <LabNav />
          <PartTitle part="result" />
        </>
      )}
      {variants.length === 0 ? (
        !noModel && <p className="panel empty nothing-yet">{say('nothingYet')}</p>
      ) : (
        <>
          <OrdersTried />
          <ParetoPanel />
          {selected !== null && <BeforeAfter variant={selected} />}
          {selected !== null && <SideBySide variant={selected} />}
          <VariantTable />
        </>
      )}
      {!noModel && <PartTitle part="why" />}
      {selected !== null && (
        <>
          <MatrixTable variant={selected} />
          {selected.recipe.passes.length > 1 && <StagesPanel variant={selected} />}
          <DepthPanel variant={selected} />
        </>
      )}
      <SensitivityPanel />
      <MatrixLens />
      {!noModel && <PartTitle part="speed" />}
      <SpeedPanel />
      <CachePanel />
      {!noModel && <PartTitle part="more" />}
      <SweepPanel />
    </div>
  );
}
