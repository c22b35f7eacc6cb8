/** Every loss as a function of the probability of the right token, overlaid, with what is being written among them. */
import { useMemo, useState } from 'react';
import { plainTerms, type LossTerms } from '../../domain/losses/contract.ts';
import { curveProbabilities, lossCurve, type LossCurve } from '../../domain/losses/lossCurve.ts';
import { formulaOf } from '../../domain/losses/expression/formula.ts';
import { RunSwatch } from '../charts/RunSwatch.tsx';
import { useElementWidth } from '../charts/useElementWidth.ts';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { useDataFacts } from '../settings/useDataFacts.ts';
import { CurveChart } from './CurveChart.tsx';
import { presentLosses } from './presentLosses.ts';
import { useWorkshopWords } from './useWorkshopWords.ts';

interface ShownLoss {
  readonly id: string;
  readonly name: string;
  readonly terms: LossTerms;
  readonly strong: boolean;
}

interface CurvesViewProps {
  /** What is being written, where it is legal and not what the settings say. */
  readonly draft: string | null;
}

/** Of a text whose vocabulary is not known yet. */
const usualClasses = 64;
const places = curveProbabilities.length;

/** So far above the largest of plain cross-entropy may a picture reach. */
const room = 1.2;

const within = (values: readonly number[], low: number, high: number): readonly [number, number] => [
  Math.max(low, Math.min(0, ...values)),
  Math.min(high, Math.max(0, ...values)),
];

function useLosses(draft: string | null): readonly ShownLoss[] {
  const say = useWorkshopWords();
  const { local } = useI18n();
  const config = useAppState((state) => state.config.config);
  return useMemo(() => {
    const known = presentLosses(config).map(({ id, name, terms, chosen }) => ({
      id,
      name: local(name),
      terms,
      strong: chosen,
    }));
    if (draft === null) return known;
    return [
      ...known,
      { id: 'draft', name: say('draft'), terms: { ...plainTerms, formula: formulaOf(draft) }, strong: true },
    ];
  }, [config, draft, local, say]);
}

export function CurvesView({ draft }: CurvesViewProps) {
  const say = useWorkshopWords();
  const losses = useLosses(draft);
  const classes = Math.max(2, useDataFacts().facts?.vocabulary ?? usualClasses);
  const step = useAppState(({ run }) => run.status?.step ?? 0);
  const steps = useAppState(({ config }) => config.config.training.steps);
  const [place, setPlace] = useState(Math.floor(places / 4));
  const [ref, width] = useElementWidth<HTMLDivElement>();
  // Few losses ask for the step; the others are not drawn anew.
  const asked = losses.some(({ terms }) => terms.formula !== null) ? step : 0;
  const curves = useMemo(
    () => losses.map(({ terms }): LossCurve => lossCurve(terms, { classes, step: asked, steps })),
    [losses, classes, asked, steps],
  );
  const linesOf = (kind: 'values' | 'slopes') =>
    losses.map(({ id, strong }, i) => ({ id, style: i, strong, ys: curves[i]?.[kind] ?? [] }));
  const values = within(
    curves.flatMap((curve) => curve.values),
    -2,
    room * Math.log(200),
  );
  const slopes = within(
    curves.flatMap((curve) => curve.slopes),
    -2,
    1,
  );
  const at = curveProbabilities[place] ?? 0;
  const chart = { xs: curveProbabilities, place, width: Math.max(200, width) };
  return (
    <>
      <div className="curve-charts">
        <figure ref={ref}>
          <figcaption className="small">{say('loss')}</figcaption>
          <CurveChart {...chart} label={say('lossChart')} lines={linesOf('values')} range={values} />
        </figure>
        <figure>
          <figcaption className="small">{say('slope')}</figcaption>
          <CurveChart {...chart} label={say('slopeChart')} lines={linesOf('slopes')} range={slopes} />
        </figure>
      </div>
      <label className="curve-place">
        <span>
          {say('probability')}: <output className="mono">{fixed(at, 3)}</output>
        </span>
        <input
          type="range"
          min={0}
          max={places - 1}
          value={place}
          aria-valuetext={fixed(at, 3)}
          onChange={(event) => setPlace(event.target.valueAsNumber)}
        />
      </label>
      <table className="curve-table">
        <thead>
          <tr>
            <th scope="col">{say('loss')}</th>
            <th scope="col">L</th>
            <th scope="col">∂L/∂z</th>
          </tr>
        </thead>
        <tbody>
          {losses.map(({ id, name, strong }, i) => (
            <tr key={id} data-strong={strong || undefined}>
              <th scope="row">
                <RunSwatch colour={i} /> {name}
              </th>
              <td className="mono">{fixed(curves[i]?.values[place] ?? Number.NaN, 4)}</td>
              <td className="mono">{fixed(curves[i]?.slopes[place] ?? Number.NaN, 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small muted">
        {say('curvesNote', { others: whole(classes - 1), step: whole(asked) })} {say('cut')}
      </p>
    </>
  );
}
