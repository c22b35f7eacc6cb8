/** The loss workshop; closed, and its contents not loaded, until a person opens it. */
import { lazy, Suspense, useState } from 'react';
import { EnginePanel } from '../panels/engine/EnginePanel.tsx';
import { useWorkshopWords } from './useWorkshopWords.ts';

const Workshop = lazy(async () => ({ default: (await import('./Workshop.tsx')).Workshop }));

export function WorkshopPanel() {
  const say = useWorkshopWords();
  const [open, setOpen] = useState(false);
  return (
    <EnginePanel
      subject="loss.method"
      name={say('workshop')}
      summary={say('hint')}
      open={open}
      onToggle={() => setOpen(!open)}
      growth="constant"
    >
      <div className="workshop">
        <Suspense fallback={<p className="muted">{say('reading')}</p>}>
          <Workshop />
        </Suspense>
      </div>
    </EnginePanel>
  );
}
