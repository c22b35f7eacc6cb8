/** What speaks of tokens that follow has nothing to say where hidden ones are named. */
import type { LocalText } from '../../core/text.ts';
import type { ObjectiveDefinition } from '../../objectives/contract.ts';

export const refusesBlanks = ({ answers }: ObjectiveDefinition): LocalText | null =>
  answers === 'blanks'
    ? {
        en: 'It speaks of the tokens that follow, and the objective fills in hidden ones.',
        zh: '它针对后续词元，而当前目标是填补被遮住的词元。',
      }
    : null;
