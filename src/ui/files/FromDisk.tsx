/** Files of this machine: dropped, picked one by one, or a folder. */
import { type DragEvent, useRef, useState } from 'react';
import type { ModelSource } from '../../state/files/contract.ts';
import { UploadIcon } from '../primitives/icons.ts';
import { useWords } from './useWords.ts';

interface FromDiskProps {
  readonly onOpen: (source: ModelSource) => void;
}

/** React knows no such attribute; every browser does (https://wicg.github.io/entries-api/#html-forms). */
const folder = { webkitdirectory: '' };

export function FromDisk({ onOpen }: FromDiskProps) {
  const say = useWords();
  const [over, setOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folders = useRef<HTMLInputElement>(null);
  const take = (list: FileList | null): void => {
    const given = [...(list ?? [])];
    if (given.length > 0) onOpen({ kind: 'files', files: given });
  };
  /** The page itself takes what is dropped for a text to train on. */
  const own = (event: DragEvent, isOver: boolean): void => {
    event.preventDefault();
    event.stopPropagation();
    setOver(isOver);
  };
  return (
    <section aria-labelledby="open-from-disk">
      <h3 id="open-from-disk">{say('fromDisk')}</h3>
      <div
        className="drop-box"
        data-over={over || undefined}
        onDragOver={(event) => own(event, true)}
        onDragLeave={(event) => own(event, false)}
        onDrop={(event) => {
          own(event, false);
          take(event.dataTransfer.files);
        }}
      >
        <UploadIcon className="icon" aria-hidden />
        <span>{say('drop')}</span>
        <button type="button" className="button primary" onClick={() => files.current?.click()}>
          {say('pickFiles')}
        </button>
        <button type="button" className="button" onClick={() => folders.current?.click()}>
          {say('pickFolder')}
        </button>
      </div>
      <p className="small muted">{say('kinds')}</p>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept=".safetensors,.json"
        aria-label={say('pickFiles')}
        onChange={(event) => take(event.target.files)}
      />
      <input
        ref={folders}
        type="file"
        {...folder}
        hidden
        aria-label={say('pickFolder')}
        onChange={(event) => take(event.target.files)}
      />
    </section>
  );
}
