/** A recipe of several passes, pass by pass: every beginning of it is a variant that can be compared and gone back to. */
import { namePass } from '../../../domain/compression/recipe/nameRecipe.ts';
import { recipeStages } from '../../../domain/compression/recipe/recipeStages.ts';
import type { CompressedVariant } from '../../../protocol/compression.ts';
import { whyNoSweep } from '../../../state/compression/policy.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useI18n } from '../../context/language.tsx';
import { bytes, fixed } from '../../format/numbers.ts';
import { useVariants } from '../useVariants.ts';
import { signed } from '../variantFigures.ts';
import { SeeingPanel } from './SeeingPanel.tsx';
import { useSeeingWords } from './useSeeingWords.ts';

interface StageRowProps {
  readonly number: number;
  readonly name: string;
  /** Null until it was made. */
  readonly lossNats: number | null;
  readonly before: number | null;
  readonly fileBytes: number | null;
  readonly onTake: (() => void) | null;
}

function StageRow({ number, name, lossNats, before, fileBytes, onTake }: StageRowProps) {
  const say = useSeeingWords();
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{lossNats === null ? '–' : fixed(lossNats, 4)}</td>
      <td>{lossNats === null || before === null ? '–' : signed(lossNats - before, 4)}</td>
      <td>{fileBytes === null ? '–' : bytes(fileBytes)}</td>
      <td>
        {onTake !== null && (
          <button
            type="button"
            className="button small"
            aria-label={say('stageTakeNamed', { number })}
            onClick={onTake}
          >
            {say('stageTake')}
          </button>
        )}
      </td>
    </tr>
  );
}

/** All stages are soon made; a limit would only leave the table with holes. */
const seconds = 3600;

function Stages({ variant }: { readonly variant: CompressedVariant }) {
  const say = useSeeingWords();
  const { local } = useI18n();
  const { compression } = useActions();
  const variants = useVariants();
  const why = useAppState(whyNoSweep);
  const step = useAppState((state) => state.run.status?.step ?? 0);
  const stages = recipeStages(variant.recipe).map((recipe) => {
    const wanted = JSON.stringify(recipe);
    const made = variants.find((other) => other.step === variant.step && JSON.stringify(other.recipe) === wanted);
    return { recipe, made };
  });
  const missing = stages.filter(({ made }) => made === undefined).map(({ recipe }) => recipe);
  return (
    <>
      <div className="table-box scroll">
        <table className="numbers stages" aria-label={say('stages')}>
          <thead>
            <tr>
              {(['stage', 'stageLoss', 'stageAdded', 'stageFile'] as const).map((word) => (
                <th key={word} scope="col">
                  {say(word)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            <StageRow
              number={0}
              name={say('stageNone')}
              lossNats={variant.before.lossNats}
              before={null}
              fileBytes={variant.denseBytes}
              onTake={null}
            />
            {stages.map(({ recipe, made }, i) => {
              const pass = recipe.passes.at(-1);
              const before = i === 0 ? variant.before : stages[i - 1]?.made?.after;
              return (
                <StageRow
                  key={i}
                  number={i + 1}
                  name={`${i + 1} · ${pass === undefined ? '' : local(namePass(pass))}`}
                  lossNats={made?.after.lossNats ?? null}
                  before={before?.lossNats ?? null}
                  fileBytes={made?.fileBytes ?? null}
                  onTake={() => compression.setRecipe(recipe)}
                />
              );
            })}
          </tbody>
        </table>
      </div>
      {missing.length > 0 && (
        <p>
          <button
            type="button"
            className="button"
            disabled={(why !== null && why !== 'working') || step !== variant.step}
            aria-disabled={why === 'working'}
            onClick={() => void compression.sweep({ recipes: missing, seconds, inBackground: true })}
          >
            {say('stageMeasure', { count: missing.length })}
          </button>
        </p>
      )}
      <p className="small muted">{say('stageNote')}</p>
    </>
  );
}

export function StagesPanel({ variant }: { readonly variant: CompressedVariant }) {
  const say = useSeeingWords();
  return (
    <SeeingPanel name={say('stages')} hint={say('stagesHint')}>
      <Stages variant={variant} />
    </SeeingPanel>
  );
}
