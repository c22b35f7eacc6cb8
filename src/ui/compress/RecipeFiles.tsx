/** The recipe as a file, and what a recipe that came by file or link had that could not be used. */
import { useRef } from 'react';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { saveFile } from '../context/saveFile.ts';
import { DownloadIcon, UploadIcon } from '../primitives/icons.ts';
import { useWords } from './useWords.ts';

export function RecipeFiles() {
  const say = useWords();
  const { compression } = useActions();
  const legal = useAppState((state) => state.compression.problems.length === 0);
  const picker = useRef<HTMLInputElement>(null);
  const save = (): void => {
    const json = compression.exportRecipe();
    if (json !== null) saveFile('recipe.json', json, 'application/json');
  };
  return (
    <div className="row recipe-files">
      <button type="button" className="button small" onClick={() => picker.current?.click()}>
        <UploadIcon className="icon" aria-hidden /> {say('openRecipe')}
      </button>
      <button type="button" className="button small" disabled={!legal} onClick={save}>
        <DownloadIcon className="icon" aria-hidden /> {say('saveRecipe')}
      </button>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label={say('openRecipe')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) void file.text().then((json) => compression.importRecipe(json));
        }}
      />
    </div>
  );
}

export function ReplacedNote() {
  const say = useWords();
  const { local } = useI18n();
  const replaced = useAppState((state) => state.compression.replaced);
  if (replaced.length === 0) return null;
  return (
    <div className="problem-bar" role="alert">
      <p>{say('replaced')}</p>
      <ul>
        {replaced.map((problem, index) => (
          <li key={index}>{local(problem.message)}</li>
        ))}
      </ul>
    </div>
  );
}
