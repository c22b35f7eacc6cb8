/** Opens a model: files by drop or picker, or an address on a hub; then what came of it. Lazy chunk. */
import { useEffect, useState } from 'react';
import type { CorpusId } from '../../domain/config/schema.ts';
import { describeError } from '../../domain/core/describeError.ts';
import { corpora } from '../../domain/corpora/index.ts';
import type { ModelSource } from '../../state/files/contract.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { percent } from '../format/numbers.ts';
import { EstimatedProgress } from '../panels/engine/EstimatedProgress.tsx';
import { AlertIcon } from '../primitives/icons.ts';
import { Modal } from '../primitives/Modal.tsx';
import { NativeSelect } from '../primitives/NativeSelect.tsx';
import { FromDisk } from './FromDisk.tsx';
import { FromHub } from './FromHub.tsx';
import { OpenedFacts } from './OpenedFacts.tsx';
import { useWords } from './useWords.ts';

const ofFile = 'of-file';

function Progress() {
  const say = useWords();
  const { files } = useActions();
  const opening = useAppState((state) => state.files.opening);
  if (opening === null) return null;
  const { name, share, cancelling } = opening;
  return (
    <>
      <EstimatedProgress
        words={cancelling ? say('cancelling') : say('opening', { name })}
        share={share}
        {...(share !== null && { detail: say('read', { share: percent(share) }) })}
      />
      <footer className="modal-foot">
        <span className="grow" />
        <button type="button" className="button" disabled={cancelling} onClick={() => void files.cancelOpening()}>
          {say('cancel')}
        </button>
      </footer>
    </>
  );
}

function Failure() {
  const say = useWords();
  const { language } = useI18n();
  const error = useAppState((state) => state.files.error);
  if (error === null) return null;
  const { title, cause, remedy, problems } = describeError(error, language);
  // The remedy of the catalogue is for checkpoints of a run.
  const advice = error.code === 'bad-checkpoint' ? say('fetchAgain') : remedy;
  return (
    <div className="problem-note" role="alert">
      <p>
        <AlertIcon className="icon" aria-hidden /> <strong>{title}</strong> {cause} {problems.join(' ')} {advice}
      </p>
      <p>{say('failed')}</p>
    </div>
  );
}

export default function OpenModelDialog() {
  const say = useWords();
  const { local } = useI18n();
  const { view, files } = useActions();
  const opening = useAppState((state) => state.files.opening !== null);
  const opened = useAppState((state) => state.files.opened);
  const [corpus, setCorpus] = useState<CorpusId | typeof ofFile>(ofFile);
  useEffect(() => () => files.forgetOpened(), [files]);
  const open = (source: ModelSource): void => void files.openModelFiles(source, ...(corpus === ofFile ? [] : [corpus]));
  const texts = Object.values(corpora).filter(({ data }) => data.kind === 'text');
  return (
    <Modal title={say('title')} className="open-model" focusTitle onClose={() => view.open(null)}>
      {opened !== null ? (
        <OpenedFacts {...opened} />
      ) : (
        <>
          <Progress />
          {/* What has been typed stays, for another attempt. */}
          <div hidden={opening}>
            <p className="muted">{say('lead')}</p>
            <Failure />
            <FromDisk onOpen={open} />
            <FromHub onOpen={open} />
            <div className="open-model-corpus">
              <label htmlFor="open-model-corpus">{say('corpus')}</label>
              <NativeSelect
                id="open-model-corpus"
                label={say('corpus')}
                value={corpus}
                options={[
                  { id: ofFile, name: say('corpusOfFile') },
                  ...texts.map(({ id, name }) => ({ id, name: local(name) })),
                ]}
                onChange={setCorpus}
              />
            </div>
          </div>
        </>
      )}
    </Modal>
  );
}
