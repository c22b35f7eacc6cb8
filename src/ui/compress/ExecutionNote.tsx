/** On what a variant runs, and which of its matrices do not run as they are written. */
import type { DecodingFigures } from '../../protocol/execution.ts';
import { useExecutionWords } from './useExecutionWords.ts';
import { shortMatrix } from './variantFigures.ts';

const mostNames = 3;

export function ExecutionNote({ decoding: { machine, decoded } }: { readonly decoding: DecodingFigures }) {
  const say = useExecutionWords();
  const names = decoded.slice(0, mostNames).map(shortMatrix).join(', ');
  const more = decoded.length - mostNames;
  return (
    <p className="small muted">
      {say(`ranOn-${machine}`)}
      {decoded.length > 0 &&
        ` ${say('someDecoded', { names: more > 0 ? say('andMore', { names, count: more }) : names })}`}
    </p>
  );
}
