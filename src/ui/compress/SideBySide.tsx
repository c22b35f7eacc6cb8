/** The same beginning and seed for the model and for what became of it; where they first part is marked. */
import { nameRecipe } from '../../domain/compression/recipe/nameRecipe.ts';
import type { ComparisonState } from '../../state/compression/contract.ts';
import type { CompressedVariant } from '../../protocol/compression.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { whole } from '../format/numbers.ts';
import { TokenText } from '../panels/TokenText.tsx';
import { PlayIcon, StopIcon } from '../primitives/icons.ts';
import { KlLegend } from './seeing/KlLegend.tsx';
import { klTint, meanKl } from './seeing/klTint.ts';
import { significant } from './seeing/significant.ts';
import { useSeeingWords } from './seeing/useSeeingWords.ts';
import { useWords } from './useWords.ts';

/** Index of the first token that is another one; null as long as all that both have are the same. */
export function firstDifference({ original, compressed }: ComparisonState): number | null {
  const both = Math.min(original.length, compressed.length);
  const at = original.slice(0, both).findIndex(({ token }, index) => token.id !== compressed[index]?.token.id);
  return at < 0 ? null : at;
}

function Agreement({ comparison }: { readonly comparison: ComparisonState }) {
  const say = useWords();
  const { compressed, writing } = comparison;
  const at = firstDifference(comparison);
  const given = compressed.filter(({ fromPrompt }) => fromPrompt).length;
  if (at !== null) return <p className="small agreement">{say('disagree', { count: whole(at - given) })}</p>;
  if (writing !== null || compressed.length === 0) return null;
  return <p className="small agreement">{say('agree', { count: whole(compressed.length - given) })}</p>;
}

export function SideBySide({ variant }: { readonly variant: CompressedVariant }) {
  const say = useWords();
  const saySeen = useSeeingWords();
  const { local } = useI18n();
  const { compression, generation } = useActions();
  const prompt = useAppState((state) => state.generation.prompt);
  const comparison = useAppState((state) => state.compression.comparison);
  const step = useAppState((state) => state.run.status?.step ?? 0);
  const own = comparison.variantId === variant.variantId;
  const { writing } = comparison;
  const differsFrom = firstDifference(comparison) ?? undefined;
  const sides = [
    { side: 'original', name: say('original'), tokens: comparison.original },
    { side: 'compressed', name: local(nameRecipe(variant.recipe)), tokens: comparison.compressed },
  ] as const;
  return (
    <section className="panel side-by-side" aria-labelledby="side-title">
      <header className="panel-head">
        <h2 id="side-title">{say('sideBySide')}</h2>
        <span className="muted small truncate">{say('sideBySideHint')}</span>
      </header>
      <div className="prompt-line">
        <textarea
          rows={1}
          aria-label={say('prompt')}
          placeholder={say('promptPlaceholder')}
          value={prompt}
          spellCheck={false}
          onChange={(event) => generation.setPrompt(event.target.value)}
        />
        <button
          type="button"
          className="button"
          onClick={() => void (writing === null ? compression.compare() : compression.stopComparing())}
        >
          {writing === null ? <PlayIcon className="icon" aria-hidden /> : <StopIcon className="icon" aria-hidden />}
          {say(writing === null ? 'writeBoth' : 'stop')}
        </button>
      </div>
      {step !== variant.step && <p className="small warn-text">{say('trainedOn', { step: whole(variant.step) })}</p>}
      {own ? (
        <>
          <Agreement comparison={comparison} />
          <KlLegend />
          <div className="sides">
            {sides.map(({ side, name, tokens }) => (
              <div key={side}>
                <h3>
                  {name}
                  {meanKl(tokens) !== null && ` · KL ${saySeen('klMean', { value: significant(meanKl(tokens) ?? 0) })}`}
                </h3>
                <TokenText
                  label={say('textOf', { name })}
                  tokens={tokens}
                  writing={writing === side}
                  differsFrom={differsFrom}
                  tint={klTint(saySeen, tokens)}
                />
              </div>
            ))}
          </div>
        </>
      ) : (
        <p className="empty">{say('sideBySideEmpty')}</p>
      )}
    </section>
  );
}
