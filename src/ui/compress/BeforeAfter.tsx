/** What compression cost and what it saved, in numbers and in words. */
import type { ReactNode } from 'react';
import { bitsPerWeight } from '../../domain/compression/figures.ts';
import { needsCalibration } from '../../domain/compression/recipe/passes.ts';
import { nameRecipe } from '../../domain/compression/recipe/nameRecipe.ts';
import type { CompressWord } from '../../i18n/compressWords.ts';
import type { CompressedVariant } from '../../protocol/compression.ts';
import { useI18n } from '../context/language.tsx';
import { bytes, fixed, percent, shortTime, whole } from '../format/numbers.ts';
import { Hint } from '../primitives/Hint.tsx';
import { DownloadIcon } from '../primitives/icons.ts';
import { useSaveVariant } from './useVariants.ts';
import { ExecutionNote } from './ExecutionNote.tsx';
import { InputsNote } from './InputsNote.tsx';
import { useExecutionWords } from './useExecutionWords.ts';
import { useWords } from './useWords.ts';
import {
  costOf,
  f16Bytes,
  perplexityChange,
  perplexityText,
  signed,
  signedPercent,
  times,
  timesSmaller,
} from './variantFigures.ts';
import { speedText } from './speedText.ts';

/** Whoever calibrates already is not told to. */
function adviceOf(variant: CompressedVariant): CompressWord {
  const cost = costOf(variant);
  const calibrated = variant.recipe.passes.some(({ method }) => needsCalibration(method));
  return cost === 'fair' && calibrated ? 'verdict-fair-calibrated' : `verdict-${cost}`;
}

const tones = { free: 'good', fair: 'plain', dear: 'bad', bulky: 'plain' } as const;

interface RowProps {
  readonly name: string;
  readonly before: ReactNode;
  readonly after: ReactNode;
  readonly difference: ReactNode;
}

function Row({ name, before, after, difference }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{before}</td>
      <td className="strong">{after}</td>
      <td>{difference}</td>
    </tr>
  );
}

/** Short, with the exact number of bytes for whom points at it. */
function Size({ value }: { readonly value: number }) {
  const say = useWords();
  return (
    <Hint text={say('exactBytes', { count: whole(value) })}>
      <span tabIndex={-1}>{bytes(value)}</span>
    </Hint>
  );
}

export function BeforeAfter({ variant }: { readonly variant: CompressedVariant }) {
  const say = useWords();
  const sayExecution = useExecutionWords();
  const { local } = useI18n();
  const save = useSaveVariant();
  const { variantId, before, after, recipe, denseBytes, fileBytes, gzipBytes, parameters, tokens, decoding } = variant;
  const ratio = (of: number, to: number): string =>
    of >= to ? say('timesSmaller', { times: times(of / to) }) : say('timesLarger', { times: times(to / of) });
  const change = signedPercent(perplexityChange(variant));
  const cost = costOf(variant);
  const name = local(nameRecipe(recipe));
  return (
    <section className="panel before-after" aria-labelledby="before-after-title">
      <header className="panel-head">
        <h2 id="before-after-title">{say('beforeAfter')}</h2>
        <span className="muted small truncate">{name}</span>
        <span className="grow" />
        <button
          type="button"
          className="toggle with-icon"
          aria-label={say('saveNamed', { name })}
          onClick={() => void save(variantId)}
        >
          <DownloadIcon className="icon" aria-hidden />
          {say('save')}
        </button>
      </header>
      <p className={`verdict-line ${tones[cost]}`}>
        <strong>{say('verdict', { times: times(timesSmaller(variant)), change })}</strong> {say(adviceOf(variant))}
      </p>
      <table className="numbers compare">
        <thead>
          <tr>
            <td />
            <th scope="col">{say('original')}</th>
            <th scope="col">{say('compressed')}</th>
            <th scope="col">{say('difference')}</th>
          </tr>
        </thead>
        <tbody>
          <Row
            name={say('lossNats')}
            before={fixed(before.lossNats, 4)}
            after={fixed(after.lossNats, 4)}
            difference={signed(after.lossNats - before.lossNats, 4)}
          />
          <Row
            name={say('perplexity')}
            before={perplexityText(before.perplexity)}
            after={perplexityText(after.perplexity)}
            difference={change}
          />
          {before.accuracy !== null && after.accuracy !== null && (
            <Row
              name={say('accuracy')}
              before={percent(before.accuracy)}
              after={percent(after.accuracy)}
              difference={say('points', { points: signed(100 * (after.accuracy - before.accuracy), 1) })}
            />
          )}
          <Row
            name={say('fileF32')}
            before={<Size value={denseBytes} />}
            after={<Size value={fileBytes} />}
            difference={ratio(denseBytes, fileBytes)}
          />
          <Row
            name={say('fileF16')}
            before={<Size value={f16Bytes(variant)} />}
            after={<Size value={fileBytes} />}
            difference={ratio(f16Bytes(variant), fileBytes)}
          />
          {gzipBytes !== null && (
            <Row
              name={say('gzip')}
              before="–"
              after={<Size value={gzipBytes} />}
              difference={ratio(denseBytes, gzipBytes)}
            />
          )}
          <Row
            name={say('bits')}
            before={fixed(bitsPerWeight(denseBytes, parameters), 2)}
            after={fixed(bitsPerWeight(fileBytes, parameters), 2)}
            difference={signed(bitsPerWeight(fileBytes - denseBytes, parameters), 2)}
          />
          <Row
            name={sayExecution('weightsHeld')}
            before={<Size value={decoding.before.weightBytes} />}
            after={<Size value={decoding.after.weightBytes} />}
            difference={ratio(decoding.before.weightBytes, decoding.after.weightBytes)}
          />
          <Row
            name={sayExecution('msPerToken')}
            before={shortTime(decoding.before.msPerToken)}
            after={shortTime(decoding.after.msPerToken)}
            difference={speedText(sayExecution, decoding.before.msPerToken, decoding.after.msPerToken)}
          />
        </tbody>
      </table>
      <p className="small muted">
        {say('measuredOn', { tokens: whole(tokens) })}{' '}
        {variant.opened === true
          ? say('openedVariant')
          : `${say('compressingTook', { compress: shortTime(variant.compressMs) })} `}
        {variant.opened !== true &&
          recipe.passes.some(({ method }) => needsCalibration(method)) &&
          `${variant.calibrateMs === 0 ? say('calibratedBefore') : say('calibrated', { calibrate: shortTime(variant.calibrateMs) })} `}
      </p>
      <ExecutionNote {...variant} />
      <InputsNote recipe={recipe} machine={decoding.machine} />
    </section>
  );
}
