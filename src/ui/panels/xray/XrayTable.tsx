/** Layers of a model, each of which unfolds into its tensors, with the norms of the last step and the way of the ratio. */
import { useId, useState } from 'react';
import { formatNumber } from '../../../domain/config/formatNumber.ts';
import { ChevronDownIcon } from '../../primitives/icons.ts';
import { RatioLine } from './RatioLine.tsx';
import { RatioValue } from './RatioValue.tsx';
import type { XrayGroup, XrayRow } from './xrayRows.ts';
import { useXrayWords } from './useXrayWords.ts';

const significant = (value: number): string =>
  Number.isFinite(value) ? formatNumber(Number(value.toPrecision(3))) : '–';

function Cells({ row }: { readonly row: XrayRow }) {
  return (
    <>
      <td>
        <RatioValue norms={row.now} />
      </td>
      <td>
        <RatioLine ratios={row.ratios} />
      </td>
      <td className="num">{significant(row.now.parameter)}</td>
      <td className="num">{significant(row.now.gradient)}</td>
      <td className="num">{significant(row.now.update)}</td>
    </>
  );
}

/** `attn.c_attn.weight` of `transformer.h.0.attn.c_attn.weight`: what a layer has in common is said by its row. */
const within = (name: string): string => name.replace(/^.*?\.\d+\./, '');

function Group({ group }: { readonly group: XrayGroup }) {
  const t = useXrayWords();
  const [open, setOpen] = useState(false);
  const rowsId = useId();
  const { layer, tensors } = group;
  const name = layer === null ? (tensors[0]?.name.replace(/\.[^.]*$/, '') ?? '') : t('xrayLayer', { layer: layer + 1 });
  const words = <span className={layer === null ? 'mono' : undefined}>{name}</span>;
  return (
    <tbody>
      <tr>
        <th scope="row">
          {tensors.length === 1 ? (
            <span className="single">{words}</span>
          ) : (
            <button
              type="button"
              className="disclosure"
              aria-expanded={open}
              aria-controls={rowsId}
              onClick={() => setOpen(!open)}
            >
              <ChevronDownIcon className="icon chevron" aria-hidden />
              {words}
            </button>
          )}
        </th>
        <Cells row={group} />
      </tr>
      {open &&
        tensors.map((tensor, index) => (
          <tr key={tensor.name} className="tensor" {...(index === 0 && { id: rowsId })}>
            <th scope="row" className="mono">
              {within(tensor.name)}
            </th>
            <Cells row={tensor} />
          </tr>
        ))}
    </tbody>
  );
}

export function XrayTable({ groups }: { readonly groups: readonly XrayGroup[] }) {
  const t = useXrayWords();
  return (
    <div className="table-box scroll" tabIndex={0} role="group" aria-label={t('xray')}>
      <table className="kernel-table xray-table">
        <caption className="visually-hidden">{t('xrayHint')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('xrayTensors')}</th>
            <th scope="col">{t('xrayRatio')}</th>
            <th scope="col">{t('xrayHistory')}</th>
            <th scope="col" className="num">
              {t('xrayWeights')}
            </th>
            <th scope="col" className="num">
              {t('xrayGradient')}
            </th>
            <th scope="col" className="num">
              {t('xrayUpdate')}
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <Group key={group.tensors[0]?.name} group={group} />
        ))}
      </table>
    </div>
  );
}
