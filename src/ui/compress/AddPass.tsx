/** A further pass, chosen by method. */
import { DropdownMenu } from 'radix-ui';
import { mostPasses } from '../../domain/compression/recipe/recipe.ts';
import { useActions } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { PlusIcon } from '../primitives/icons.ts';
import { methodGroups } from './methodGroups.ts';
import { useWords } from './useWords.ts';

export function AddPass({ count }: { readonly count: number }) {
  const say = useWords();
  const { local } = useI18n();
  const { compression } = useActions();
  if (count >= mostPasses) return <p className="small muted">{say('mostPasses', { count: mostPasses })}</p>;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="button add-pass">
          <PlusIcon className="icon" aria-hidden />
          {say('addPass')}
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu wide scroll" align="start" sideOffset={6} collisionPadding={12}>
          {methodGroups(say).map(({ name, definitions }) => (
            <DropdownMenu.Group key={name}>
              <DropdownMenu.Label className="menu-label">{name}</DropdownMenu.Label>
              {definitions.map((definition) => (
                <DropdownMenu.Item
                  key={definition.id}
                  className="menu-item described"
                  onSelect={() => compression.addPass(definition.id)}
                >
                  <strong>{local(definition.name)}</strong>
                  <span>{local(definition.summary)}</span>
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
