/** Compress, sweep, cancel: what there is to compress, how far it is, and why it cannot be done now. */
import { nameRecipe, namePass } from '../../domain/compression/recipe/nameRecipe.ts';
import { describeError } from '../../domain/core/describeError.ts';
import { sweepRecipes } from '../../domain/compression/recipe/sweepRecipes.ts';
import type { CompressionWork } from '../../state/compression/contract.ts';
import { whyNoOrders } from '../../state/compression/orders.ts';
import { whyNoCompression, whyNoSweep } from '../../state/compression/policy.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { bytes, duration, fixed, percent, whole } from '../format/numbers.ts';
import { TimedProgress } from '../panels/engine/TimedProgress.tsx';
import { Hint } from '../primitives/Hint.tsx';
import { focusStarter } from '../primitives/passFocus.ts';
import { AlertIcon, CloseIcon, GridIcon, OpenIcon, OrdersIcon, ShrinkIcon } from '../primitives/icons.ts';
import { ShelfButton } from '../shelf/ShelfButton.tsx';
import { type Say, useWords } from './useWords.ts';

const sweepSize = sweepRecipes('f16').length;
/** Before that, an estimate would jump about. */
const leastShare = 0.05;

function Source() {
  const say = useWords();
  const name = useAppState((state) => state.runs.list.find(({ id }) => id === state.run.runId)?.name ?? null);
  const step = useAppState((state) => state.run.status?.step ?? 0);
  const size = useAppState((state) => state.run.facts?.weightBytes ?? null);
  if (name === null || size === null) return null;
  return <p className="small muted truncate">{say('source', { name, step: whole(step), size: bytes(size) })}</p>;
}

function phaseWords(say: Say, { progress, recipe }: CompressionWork, passName: (at: number) => string): string {
  if (progress === null) return say('phase-waiting');
  const { phase, pass, training } = progress;
  if (phase !== 'compressing' && phase !== 'training') return say(`phase-${phase}`);
  const where = { number: pass + 1, count: recipe.passes.length, name: passName(pass) };
  if (phase === 'compressing' || training === undefined) return say('phase-compressing', where);
  const { step, steps, lossNats } = training;
  return say('phase-training', { ...where, step: whole(step), steps: whole(steps), loss: fixed(lossNats, 3) });
}

function phaseDetail(say: Say, { progress, phaseStartMs }: CompressionWork): string | null {
  if (progress === null) return null;
  const { share, elapsedMs } = progress;
  if (share < leastShare) return say('phaseShare', { share: percent(share) });
  const leftMs = ((elapsedMs - phaseStartMs) * (1 - share)) / share;
  return say('phaseLeft', { share: percent(share), time: duration(leftMs / 1000) });
}

function Progress({ working }: { readonly working: CompressionWork }) {
  const say = useWords();
  const { local } = useI18n();
  const { kind, recipe, done, of, spentMs, progress, cancelling } = working;
  const passName = (at: number): string => {
    const pass = recipe.passes[at];
    return pass === undefined ? '' : local(namePass(pass));
  };
  const phase = cancelling ? say('cancelling') : phaseWords(say, working, passName);
  const detail = [
    phaseDetail(say, working),
    ...(kind !== 'recipe' && done > 0
      ? [say('sweepLeft', { time: duration((spentMs / done / 1000) * (of - done)) })]
      : []),
  ]
    .filter((part) => part !== null)
    .join(' · ');
  const name =
    kind !== 'recipe' ? `${say('sweepDone', { number: done + 1, count: of, name: local(nameRecipe(recipe)) })} ` : '';
  return <TimedProgress words={name + phase} detail={detail} share={progress?.share ?? null} />;
}

/** In a panel of its own, which stays in sight: work is also begun from panels far below the bar. */
function Working({ working }: { readonly working: CompressionWork }) {
  const say = useWords();
  const { compression } = useActions();
  return (
    <section className="panel compress-working" aria-label={say('working')}>
      <Progress working={working} />
      <button
        type="button"
        className="button"
        disabled={working.cancelling}
        onClick={({ currentTarget }) => {
          focusStarter(currentTarget, '.compress-results');
          void compression.cancel();
        }}
      >
        <CloseIcon className="icon" aria-hidden />
        {say('cancel')}
      </button>
    </section>
  );
}

function Failure() {
  const say = useWords();
  const { language } = useI18n();
  const error = useAppState((state) => state.compression.error);
  if (error === null) return null;
  const { cause, remedy, problems } = describeError(error, language);
  return (
    <p className="problem-note" role="alert">
      <AlertIcon className="icon" aria-hidden /> <strong>{say('failed')}</strong> {cause} {remedy} {problems.join(' ')}
    </p>
  );
}

/** The buttons stay while it works, or they would lose the focus; they do nothing then. */
export function CompressBar() {
  const say = useWords();
  const { t } = useI18n();
  const { compression, view } = useActions();
  const working = useAppState((state) => state.compression.working);
  const noRun = useAppState(whyNoCompression);
  const noSweep = useAppState(whyNoSweep);
  const noOrders = useAppState(whyNoOrders);
  return (
    <>
      <section className="panel compress-bar" aria-label={say('work')}>
        <div className="compress-buttons">
          <button
            type="button"
            className="button primary"
            disabled={noRun !== null && noRun !== 'working'}
            aria-disabled={working !== null}
            aria-busy={working?.kind === 'recipe'}
            aria-describedby="compress-why"
            onClick={() => void compression.run()}
          >
            <ShrinkIcon className="icon" aria-hidden />
            {say('run')}
          </button>
          <Hint text={say('sweepHint')}>
            <button
              type="button"
              className="button"
              disabled={noSweep !== null && noSweep !== 'working'}
              aria-disabled={working !== null}
              aria-busy={working?.kind === 'sweep'}
              aria-describedby="compress-why"
              onClick={() => void compression.sweep()}
            >
              <GridIcon className="icon" aria-hidden />
              {say('sweep', { count: sweepSize })}
            </button>
          </Hint>
          <Hint text={noOrders === 'one-pass' ? say('why-one-pass') : say('ordersHint')}>
            <button
              type="button"
              className="button"
              disabled={noOrders !== null && noOrders !== 'working'}
              aria-disabled={working !== null}
              aria-busy={working?.kind === 'orders'}
              aria-describedby="compress-why"
              onClick={() => void compression.tryOrders()}
            >
              <OrdersIcon className="icon" aria-hidden />
              {say('orders')}
            </button>
          </Hint>
          <span className="grow" />
          <button type="button" className="button" onClick={() => view.open('open-model')}>
            <OpenIcon className="icon" aria-hidden />
            {t('openModel')}
          </button>
          <Source />
          {noSweep !== 'no-model' && <ShelfButton />}
        </div>
        {noRun !== null && (
          <p className="small muted" id="compress-why">
            {say(`why-${noRun}`)}
          </p>
        )}
        <Failure />
      </section>
      {working !== null && <Working working={working} />}
    </>
  );
}
