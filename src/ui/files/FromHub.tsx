/** An address on a hub. The only thing in the page that asks another server, and only when the button is pressed. */
import { useState } from 'react';
import { type HubHost, hubHosts } from '../../domain/files/hugging-face/hubAddress.ts';
import type { ModelSource } from '../../state/files/contract.ts';
import { AlertIcon, DownloadIcon } from '../primitives/icons.ts';
import { NativeSelect } from '../primitives/NativeSelect.tsx';
import { useWords } from './useWords.ts';

export function FromHub({ onOpen }: { readonly onOpen: (source: ModelSource) => void }) {
  const say = useWords();
  const [address, setAddress] = useState('');
  const [host, setHost] = useState<HubHost>(hubHosts[0]);
  return (
    <section aria-labelledby="open-from-hub">
      <h3 id="open-from-hub">{say('fromHub')}</h3>
      <form
        className="hub-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (address.trim() !== '') onOpen({ kind: 'hub', address, host });
        }}
      >
        <input
          className="text-box"
          aria-label={say('hubAddress')}
          placeholder={say('hubExample')}
          value={address}
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => setAddress(event.target.value)}
        />
        <NativeSelect
          label={say('hubServer')}
          value={host}
          options={hubHosts.map((id) => ({ id, name: id }))}
          onChange={setHost}
        />
        <button type="submit" className="button" disabled={address.trim() === ''}>
          <DownloadIcon className="icon" aria-hidden />
          {say('hubFetch')}
        </button>
      </form>
      <p className="small leaves-machine">
        <AlertIcon className="icon" aria-hidden /> {say('hubLeaves', { host })}
      </p>
    </section>
  );
}
