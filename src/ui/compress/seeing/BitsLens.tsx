/** A matrix as a heat map; of the weight that is chosen in it, the bits. */
import { useMemo, useState } from 'react';
import { extentOf } from '../../../domain/compression/quantizers/integerGrid.ts';
import type { MatrixValues } from '../../../protocol/seeing.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { shortMatrix } from '../variantFigures.ts';
import { BitsTable } from './BitsTable.tsx';
import type { Place } from '../../charts/cellPicker.ts';
import { MatrixPicture, type PictureProps } from './MatrixPicture.tsx';
import { PlaceFields } from './PlaceFields.tsx';
import { SeeingFailure } from './SeeingPanel.tsx';
import { significant } from './significant.ts';
import { useAnswer } from './useAnswer.ts';
import { useSeeingWords } from './useSeeingWords.ts';
import { ZoomPicture } from './ZoomPicture.tsx';

/** So many standard deviations have full colour. */
const fullAt = 3;

function Bits({ matrix }: { readonly matrix: MatrixValues }) {
  const say = useSeeingWords();
  const [chosen, setChosen] = useState<Place>({ row: 0, column: 0 });
  const { name, rows, columns, values } = matrix;
  const place = { row: Math.min(chosen.row, rows - 1), column: Math.min(chosen.column, columns - 1) };
  const full = useMemo(() => {
    const squares = values.reduce((sum, value) => sum + value * value, 0);
    return fullAt * Math.sqrt(squares / values.length) || 1;
  }, [values]);
  const strength = useMemo(() => (value: number) => value / full, [full]);
  const start = place.row * columns;
  const weight = values[start + place.column] ?? 0;
  const picture: PictureProps = {
    rows,
    columns,
    values,
    strength,
    place,
    label: say('pictureLabel', { name: shortMatrix(name), rows, columns, ...place, value: significant(weight) }),
    onChoose: setChosen,
  };
  return (
    <>
      <div className="seeing-controls">
        <PlaceFields rows={rows} columns={columns} place={place} onChoose={setChosen} />
        <strong className="mono">{significant(weight, 9)}</strong>
        <span className="small muted">{say('pictureScale', { value: significant(full) })}</span>
      </div>
      <div className="pictures">
        <MatrixPicture {...picture} />
        <ZoomPicture {...picture} />
      </div>
      <BitsTable weight={weight} extent={extentOf(values, { start, end: start + columns })} />
      <p className="small muted">{say('bitsNote')}</p>
    </>
  );
}

export function BitsLens({ name, step }: { readonly name: string; readonly step: number }) {
  const say = useSeeingWords();
  const { seeing } = useActions();
  const runId = useAppState((state) => state.run.runId);
  const { value, error } = useAnswer(JSON.stringify([runId, step, name]), () => seeing.matrix(name, null));
  return (
    <>
      <SeeingFailure error={error} />
      {value === null ? <p className="muted">{say('reading')}</p> : <Bits matrix={value} />}
    </>
  );
}
