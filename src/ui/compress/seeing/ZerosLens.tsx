/** The zeros of a matrix as a picture: of the model itself, or of a variant. */
import { useMemo, useState } from 'react';
import { nameRecipe } from '../../../domain/compression/recipe/nameRecipe.ts';
import { zeroPattern } from '../../../domain/compression/seeing/zeroPattern.ts';
import type { MatrixValues } from '../../../protocol/seeing.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useI18n } from '../../context/language.tsx';
import { percent, whole } from '../../format/numbers.ts';
import { NativeSelect } from '../../primitives/NativeSelect.tsx';
import { useSelectedVariant, useVariants } from '../useVariants.ts';
import { shortMatrix } from '../variantFigures.ts';
import type { Place } from '../../charts/cellPicker.ts';
import { MatrixPicture, type PictureProps } from './MatrixPicture.tsx';
import { PlaceFields } from './PlaceFields.tsx';
import { SeeingFailure } from './SeeingPanel.tsx';
import { significant } from './significant.ts';
import { useAnswer } from './useAnswer.ts';
import { useSeeingWords } from './useSeeingWords.ts';
import { ZoomPicture } from './ZoomPicture.tsx';

/** All that stays looks alike: what a mask is. */
const kept = (value: number): number => (value === 0 ? 0 : -1);

function Zeros({ matrix }: { readonly matrix: MatrixValues }) {
  const say = useSeeingWords();
  const [chosen, setChosen] = useState<Place>({ row: 0, column: 0 });
  const { name, rows, columns, values } = matrix;
  const place = { row: Math.min(chosen.row, rows - 1), column: Math.min(chosen.column, columns - 1) };
  const { share, groups, deadRows, deadColumns } = useMemo(() => zeroPattern(matrix), [matrix]);
  const value = significant(values[place.row * columns + place.column] ?? 0);
  const picture: PictureProps = {
    rows,
    columns,
    values,
    strength: kept,
    place,
    label: say('zerosLabel', { name: shortMatrix(name), rows, columns, ...place, value }),
    onChoose: setChosen,
  };
  return (
    <>
      <p className="small">
        <strong>{say('zerosShare', { share: percent(share) })}</strong>{' '}
        {groups === null ? say('noPattern') : say('pattern', groups)}{' '}
        {deadRows > 0 && `${say('rowsDead', { count: whole(deadRows) })} `}
        {deadColumns > 0 && `${say('columnsDead', { count: whole(deadColumns) })} `}
        <span className="muted">{say('zerosLegend')}</span>
      </p>
      <div className="seeing-controls">
        <PlaceFields rows={rows} columns={columns} place={place} onChoose={setChosen} />
        <strong className="mono">{value}</strong>
      </div>
      <div className="pictures">
        <MatrixPicture {...picture} />
        <ZoomPicture {...picture} />
      </div>
    </>
  );
}

export function ZerosLens({ name, step }: { readonly name: string; readonly step: number }) {
  const say = useSeeingWords();
  const { local } = useI18n();
  const { seeing } = useActions();
  const variants = useVariants();
  const selected = useSelectedVariant()?.variantId ?? null;
  const runId = useAppState((state) => state.run.runId);
  const [wanted, setWanted] = useState<string>('selected');
  const options = [
    { id: 'original', name: say('originalModel') },
    ...variants.map(({ variantId, recipe }) => ({ id: String(variantId), name: local(nameRecipe(recipe)) })),
  ];
  // The variant of the other panels, until the person chooses one here.
  const followed = selected === null ? 'original' : String(selected);
  const source = options.some(({ id }) => id === wanted) ? wanted : followed;
  const variantId = source === 'original' ? null : Number(source);
  const { value, error } = useAnswer(JSON.stringify([runId, step, name, variantId]), () =>
    seeing.matrix(name, variantId),
  );
  return (
    <>
      <div className="seeing-controls">
        <NativeSelect label={say('source')} value={source} options={options} onChange={setWanted} />
      </div>
      <SeeingFailure error={error} />
      {value === null ? <p className="muted">{say('reading')}</p> : <Zeros matrix={value} />}
    </>
  );
}
