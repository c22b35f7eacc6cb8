/** That a variant rounds its activations, and to what. */
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import { inputsDone } from '../../domain/compression/recipe/traits.ts';
import { inputWords, type InputWord } from '../../i18n/inputWords.ts';
import { fill, type MessageValues } from '../../i18n/translate.ts';
import type { DecodingMachine } from '../../protocol/execution.ts';
import { useI18n } from '../context/language.tsx';

interface InputsNoteProps {
  readonly recipe: Recipe;
  /** On which it writes. */
  readonly machine: DecodingMachine;
}

export function InputsNote({ recipe: { passes }, machine }: InputsNoteProps) {
  const { language } = useI18n();
  const say = (word: InputWord, values: MessageValues = {}): string => fill(inputWords[word][language], values);
  const rounding = passes.filter(({ method }) => inputsDone(method) === 'round');
  return rounding.map(({ bits = '', per }, at) => (
    <p key={at} className="small muted">
      {say('rounded', { bits: String(bits), per: say(per === 'tensor' ? 'tensor' : 'token') })} {say(`on-${machine}`)}
    </p>
  ));
}
