/** What the chosen one of the tree is, and what can be done with it. */
import { useActions, useAppState } from '../../context/app.tsx';
import { useI18n } from '../../context/language.tsx';
import { fixed, whole } from '../../format/numbers.ts';
import { useRacesActions, useRacesState } from '../racesContext.ts';
import type { RunRelative } from './relatives.ts';
import { useFamilyWords } from './useFamilyWords.ts';

interface RunButtonsProps {
  readonly relative: RunRelative;
  readonly visible: boolean;
}

function RunButtons({ relative: { id }, visible }: RunButtonsProps) {
  const say = useFamilyWords();
  const { runs, view } = useActions();
  const { forkRun, openRun, enterRun } = useRacesActions();
  const racesBusy = useRacesState((state) => state.busy);
  const busy = useAppState((state) => state.run.busy) || racesBusy;
  const current = useAppState((state) => state.run.runId === id);
  const open = async (): Promise<void> => {
    if (!current) await openRun(id);
  };
  return (
    <>
      <div className="row">
        <button type="button" className="button primary" disabled={busy || current} onClick={() => void open()}>
          {say('open')}
        </button>
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() => void open().then(() => view.goTo('compress'))}
        >
          {say('compress')}
        </button>
        <button type="button" className="button" onClick={() => runs.toggleVisible(id)}>
          {say(visible ? 'hide' : 'show')}
        </button>
        <button type="button" className="button" disabled={busy} onClick={() => void forkRun(id)}>
          {say('fork')}
        </button>
        <button type="button" className="button" onClick={() => enterRun(id)}>
          {say('enter')}
        </button>
      </div>
      <p className="small muted">{say('forkHint')}</p>
    </>
  );
}

function MemberButtons({ relative: { id } }: { readonly relative: RunRelative }) {
  const say = useFamilyWords();
  const { keep } = useRacesActions();
  const busy = useRacesState((state) => state.busy);
  const runId = useRacesState((state) => state.kept[id]);
  const kept = useAppState((state) => state.runs.list.find((run) => run.id === runId));
  return (
    <>
      <div className="row">
        <button type="button" className="button primary" disabled={busy} onClick={() => void keep(id, null)}>
          {say('keep')}
        </button>
        {kept !== undefined && <span className="tag">{say('keptAs', { name: kept.name })}</span>}
      </div>
      <p className="small muted">{say('keepHint')}</p>
    </>
  );
}

export function RelativeCard({ relative }: { readonly relative: RunRelative }) {
  const say = useFamilyWords();
  const { local } = useI18n();
  const { name, origin, step, totalSteps, valLossNats, run } = relative;
  return (
    <div className="family-card" role="group" aria-label={name}>
      <p>
        <strong>{name}</strong> · {say('steps', { step: whole(step), steps: whole(totalSteps) })}
        {valLossNats !== null && ` · ${say('loss', { loss: fixed(valLossNats, 3) })}`}
      </p>
      <p>
        {origin === null
          ? run?.opened === undefined
            ? say('begun')
            : `${say('opened')}: ${run.opened}`
          : say('forkedFrom', { name: origin.name, step: whole(origin.step), changes: local(origin.changes) })}
      </p>
      {run === null ? <MemberButtons relative={relative} /> : <RunButtons relative={relative} visible={run.visible} />}
    </div>
  );
}
