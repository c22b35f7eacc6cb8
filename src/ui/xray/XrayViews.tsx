/**
 * What the x-ray shows beside the norms. A view is made when it is first chosen and then only hidden, so that what it has
 * gathered stays as long as the x-ray is open.
 */
import { type ReactNode, useState } from 'react';
import { Segmented } from '../primitives/Segmented.tsx';
import { ConflictsView } from './ConflictsView.tsx';
import { LandscapeView } from './LandscapeView.tsx';
import { MixingView } from './MixingView.tsx';
import { NoiseView } from './NoiseView.tsx';
import { SpreadsView } from './SpreadsView.tsx';
import { TokensView } from './TokensView.tsx';
import { useHeldRun, useXrayWords } from './useXray.ts';
import { useRemembered } from './useRemembered.ts';

const views = ['updates', 'spreads', 'mixing', 'tokens', 'noise', 'conflicts', 'landscape'] as const;
type View = (typeof views)[number];

interface XrayViewsProps {
  /** The view of updates. */
  readonly children: ReactNode;
  /** Tensors to be seen there; a new list is a new wish. */
  readonly wanted: readonly string[] | null;
}

export function XrayViews({ children, wanted }: XrayViewsProps) {
  const say = useXrayWords();
  const [view, setView] = useState<View>('updates');
  const [heard, setHeard] = useState(wanted);
  if (heard !== wanted) {
    setHeard(wanted);
    if (wanted !== null) setView('updates');
  }
  const [visited, setVisited] = useState<ReadonlySet<View>>(new Set());
  const runId = useHeldRun();
  const remembered = useRemembered(runId);
  const choose = (chosen: View): void => {
    setVisited(new Set([...visited, chosen]));
    setView(chosen);
  };
  const contents: Readonly<Record<Exclude<View, 'updates'>, ReactNode>> = {
    spreads: <SpreadsView active={view === 'spreads'} />,
    mixing: <MixingView active={view === 'mixing'} />,
    tokens: <TokensView active={view === 'tokens'} />,
    noise: <NoiseView />,
    conflicts: <ConflictsView />,
    landscape: <LandscapeView remembered={remembered} />,
  };
  return (
    <>
      <Segmented
        label={say('views')}
        value={view}
        options={views.map((id) => ({ id, name: say(`view-${id}`) }))}
        onChange={choose}
        className="xray-views"
      />
      <div hidden={view !== 'updates'}>{children}</div>
      {view !== 'updates' && runId === null && <p className="muted">{say('noRun')}</p>}
      {runId !== null &&
        views.map(
          (id) =>
            id !== 'updates' &&
            visited.has(id) && (
              <div key={`${runId} ${id}`} className="xray-view" hidden={view !== id}>
                {contents[id]}
              </div>
            ),
        )}
    </>
  );
}
