/** The variants as a list: the board in numbers, and what can be done with each. */
import { bitsPerWeight } from '../../domain/compression/figures.ts';
import { nameRecipe } from '../../domain/compression/recipe/nameRecipe.ts';
import type { CompressedVariant } from '../../protocol/compression.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { bytes, fixed, shortTime, whole } from '../format/numbers.ts';
import { classes } from '../primitives/classes.ts';
import { IconButton } from '../primitives/IconButton.tsx';
import { DownloadIcon, PencilIcon, TrashIcon } from '../primitives/icons.ts';
import { focusNextRemover } from '../primitives/passFocus.ts';
import { KindMark } from './KindMark.tsx';
import { recipeKind } from './methodGroups.ts';
import { useSaveVariant, useVariants } from './useVariants.ts';
import { useExecutionWords } from './useExecutionWords.ts';
import { useWords } from './useWords.ts';
import { bySize, f16Bytes, frontOf, perplexityText, signed, times, timesSmaller } from './variantFigures.ts';

interface VariantRowProps {
  readonly variant: CompressedVariant;
  readonly onFront: boolean;
  readonly withStep: boolean;
}

function VariantRow({ variant, onFront, withStep }: VariantRowProps) {
  const say = useWords();
  const { local } = useI18n();
  const { compression } = useActions();
  const save = useSaveVariant();
  const selected = useAppState((state) => state.compression.selectedId === variant.variantId);
  const { variantId, recipe, step, fileBytes, gzipBytes, parameters, before, after, decoding } = variant;
  const name = local(nameRecipe(recipe));
  return (
    <tr
      className={selected ? 'selected' : undefined}
      aria-current={selected || undefined}
      data-beaten={!onFront || undefined}
    >
      <th scope="row">
        <button type="button" className="run-select" onClick={() => compression.select(variantId)}>
          <svg className="kind-mark" viewBox="-8 -8 16 16" aria-hidden data-front={onFront || undefined}>
            <KindMark kind={recipeKind(recipe)} />
          </svg>
          <span className="truncate" title={name}>
            {name}
          </span>
        </button>
        {!onFront && <span className="tag">{say('dominatedShort')}</span>}
      </th>
      {withStep && <td className="num">{whole(step)}</td>}
      <td className="num">{bytes(fileBytes)}</td>
      <td className="num">{times(timesSmaller(variant))}×</td>
      <td className="num minor">{times(f16Bytes(variant) / fileBytes)}×</td>
      <td className="num minor">{gzipBytes === null ? '–' : bytes(gzipBytes)}</td>
      <td className="num minor">{fixed(bitsPerWeight(fileBytes, parameters), 2)}</td>
      <td className="num strong">{perplexityText(after.perplexity)}</td>
      <td className="num">{signed(after.lossNats - before.lossNats, 4)}</td>
      <td className="num">{shortTime(decoding.after.msPerToken)}</td>
      <td className="run-actions">
        <IconButton
          icon={PencilIcon}
          label={say('takeRecipe', { name })}
          quiet
          onClick={() => compression.edit(variantId)}
        />
        <IconButton icon={DownloadIcon} label={say('saveNamed', { name })} quiet onClick={() => void save(variantId)} />
        <IconButton
          icon={TrashIcon}
          label={say('drop', { name })}
          quiet
          data-remove
          onClick={({ currentTarget }) => {
            focusNextRemover(currentTarget, 'tr', '.compress-buttons button');
            void compression.drop(variantId);
          }}
        />
      </td>
    </tr>
  );
}

const columns = ['file', 'smaller', 'smallerF16', 'gzip', 'bitsShort', 'perplexity', 'lossChange'] as const;
const minor: readonly string[] = ['smallerF16', 'gzip', 'bitsShort'];

export function VariantTable() {
  const say = useWords();
  const sayExecution = useExecutionWords();
  const variants = useVariants();
  const front = frontOf(variants);
  // Only where the run was trained on in between does it tell them apart.
  const withStep = new Set(variants.map(({ step }) => step)).size > 1;
  return (
    <section className="panel" aria-labelledby="variants-title">
      <header className="panel-head">
        <h2 id="variants-title">{say('variants')}</h2>
        <span className="muted small">{whole(variants.length)}</span>
      </header>
      <div className="table-box scroll">
        <table className="runs variants">
          <thead>
            <tr>
              <th scope="col">{say('name')}</th>
              {withStep && (
                <th scope="col" className="num">
                  {say('step')}
                </th>
              )}
              {columns.map((name) => (
                <th key={name} scope="col" className={classes('num', minor.includes(name) && 'minor')}>
                  {say(name)}
                </th>
              ))}
              <th scope="col" className="num">
                {sayExecution('msShort')}
              </th>
              <th scope="col">
                <span className="visually-hidden">{say('actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {bySize(variants).map((variant) => (
              <VariantRow
                key={variant.variantId}
                variant={variant}
                onFront={front.has(variant.variantId)}
                withStep={withStep}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
