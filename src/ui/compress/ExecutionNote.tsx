/** On what a variant runs, and which of its matrices do not run as they are written. */
import type { CompressedVariant } from '../../protocol/compression.ts';
import { useExecutionWords } from './useExecutionWords.ts';
import { shortMatrix } from './variantFigures.ts';

const mostNames = 3;

export function ExecutionNote({ decoding: { machine, decoded }, layers }: CompressedVariant) {
  const say = useExecutionWords();
  const names = decoded.slice(0, mostNames).map(shortMatrix).join(', ');
  const more = decoded.length - mostNames;
  const all = decoded.length > 0 && layers.every(({ name }) => decoded.includes(name));
  return (
    <p className="small muted">
      {say(all ? 'allDecoded' : `ranOn-${machine}`)}
      {decoded.length > 0 &&
        !all &&
        ` ${say('someDecoded', { names: more > 0 ? say('andMore', { names, count: more }) : names })}`}
    </p>
  );
}
