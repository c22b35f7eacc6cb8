/** Keys and values in few bits: a setting of all texts that are written, what it saves, and what it costs. */
import { nameRecipe } from '../../domain/compression/recipe/nameRecipe.ts';
import { cacheWidths, type CacheBits } from '../../domain/models/decoding/cache.ts';
import type { CacheReport } from '../../protocol/execution.ts';
import { whyNoSweep } from '../../state/compression/policy.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { bytes, fixed, shortTime, whole } from '../format/numbers.ts';
import { BusyButton } from '../panels/engine/BusyButton.tsx';
import { MeasureIcon } from '../primitives/icons.ts';
import { Segmented } from '../primitives/Segmented.tsx';
import { Measuring } from './Measuring.tsx';
import { useExecutionWords } from './useExecutionWords.ts';
import { signed } from './variantFigures.ts';

function CacheTable({ report: { trials, tokens, variantId, machine } }: { readonly report: CacheReport }) {
  const say = useExecutionWords();
  const { local } = useI18n();
  const variant = useAppState(
    ({ compression }) => compression.variants.find((other) => other.variantId === variantId) ?? null,
  );
  const [plain] = trials;
  if (plain === undefined) return <p className="small muted speed-about">{say('cacheNone')}</p>;
  const name =
    variantId === null ? say('cacheOriginal') : variant === null ? say('cacheGone') : local(nameRecipe(variant.recipe));
  return (
    <>
      <div className="table-box scroll">
        <table className="numbers speeds caches">
          <thead>
            <tr>
              {(['cacheBits', 'cacheBytes', 'cacheLoss', 'cacheCost', 'msPerToken'] as const).map((word) => (
                <th key={word} scope="col">
                  {say(word)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {trials.map(({ bits, lossNats, cacheBytes, msPerToken }) => (
              <tr key={bits}>
                <th scope="row">{say(`cache-${bits}`)}</th>
                <td>{bytes(cacheBytes)}</td>
                <td className="strong">{fixed(lossNats, 4)}</td>
                <td>{bits === plain.bits ? '–' : signed(lossNats - plain.lossNats, 4)}</td>
                <td>{shortTime(msPerToken)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="small muted speed-about">
        {say('cacheOf', { name, tokens: whole(tokens) })} {say(`cacheOn-${machine}`)}
      </p>
    </>
  );
}

export function CachePanel() {
  const say = useExecutionWords();
  const { speed, generation } = useActions();
  const chosen = useAppState((state) => state.generation.options.cacheBits ?? 32);
  const { cache, progress, measuring } = useAppState((state) => state.speed);
  const why = useAppState(whyNoSweep);
  const choose = (id: string): void => {
    const cacheBits = cacheWidths.find((bits) => String(bits) === id);
    if (cacheBits !== undefined) generation.setOptions({ cacheBits });
  };
  return (
    <section className="panel speed-panel" aria-labelledby="cache-title">
      <header className="panel-head">
        <h2 id="cache-title">{say('cache')}</h2>
        <span className="muted small truncate">{say('cacheHint')}</span>
        <span className="grow" />
        <BusyButton
          icon={MeasureIcon}
          busy={measuring === 'caches'}
          able={why === null && progress === null}
          onClick={() => void speed.measureCache()}
        >
          {say('cacheRun')}
        </BusyButton>
      </header>
      <div className="speed-choice" data-side>
        <span className="small muted">{say('cacheWrite')}</span>
        <Segmented
          label={say('cacheWrite')}
          value={String(chosen)}
          options={cacheWidths.map((bits: CacheBits) => ({ id: String(bits), name: say(`cache-${bits}`) }))}
          onChange={choose}
        />
      </div>
      <Measuring what="caches" />
      {cache === null ? <p className="muted small speed-about">{say('cacheAbout')}</p> : <CacheTable report={cache} />}
    </section>
  );
}
