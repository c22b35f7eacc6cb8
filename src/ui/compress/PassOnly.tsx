/** For which matrices a pass is, where it is not for all. */
import { namesOf } from '../../domain/compression/recipe/only.ts';
import type { RecipePass } from '../../domain/compression/recipe/recipe.ts';
import { useActions } from '../context/app.tsx';
import { IconButton } from '../primitives/IconButton.tsx';
import { CloseIcon } from '../primitives/icons.ts';
import { useSensitivityWords } from './sensitivity/useSensitivityWords.ts';

export function PassOnly({ at, pass }: { readonly at: number; readonly pass: RecipePass }) {
  const say = useSensitivityWords();
  const { compression } = useActions();
  const names = namesOf(pass['only']);
  if (names === null) return null;
  return (
    <p className="pass-only small">
      <span>{say('only', { names: names.join(', ') })}</span>
      <IconButton
        icon={CloseIcon}
        label={say('forAll', { number: at + 1 })}
        quiet
        onClick={() => compression.setPassOnly(at, null)}
      />
    </p>
  );
}
