/** Layers of a model, each of which unfolds into its tensors, with the norms of the last step and the way of the ratio. */
import { useEffect, useId, useRef, useState } from 'react';
import { formatNumber } from '../../../domain/config/formatNumber.ts';
import { useXrayI18n } from './useXrayWords.ts';
import { ChevronDownIcon } from '../../primitives/icons.ts';
import { RatioLine } from './RatioLine.tsx';
import { RatioValue } from './RatioValue.tsx';
import type { XrayGroup, XrayRow } from './xrayRows.ts';

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

interface GroupProps {
  readonly group: XrayGroup;
  readonly wanted: readonly string[] | null;
}

function Group({ group, wanted }: GroupProps) {
  const { t } = useXrayI18n();
  const { layer, tensors } = group;
  const here = tensors.filter(({ name }) => wanted?.includes(name) === true).map(({ name }) => name);
  const [open, setOpen] = useState(here.length > 0);
  const [heard, setHeard] = useState(wanted);
  if (heard !== wanted) {
    setHeard(wanted);
    if (here.length > 0) setOpen(true);
  }
  const rowsId = useId();
  const body = useRef<HTMLTableSectionElement>(null);
  const led = useRef<readonly string[] | null>(null);
  useEffect(() => {
    // Effects run again when a column that was hidden comes back.
    if (wanted === led.current) return;
    led.current = wanted;
    const row = body.current?.querySelector<HTMLElement>('tr[data-wanted]');
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }, [wanted]);
  /** Of a row; where a module is one tensor, it has no other. */
  const marks = (wantedHere: boolean) => (wantedHere ? { 'data-wanted': true, tabIndex: -1 } : {});
  const name = layer === null ? (tensors[0]?.name.replace(/\.[^.]*$/, '') ?? '') : t('xrayLayer', { layer: layer + 1 });
  const words = <span className={layer === null ? 'mono' : undefined}>{name}</span>;
  return (
    <tbody ref={body}>
      <tr {...marks(tensors.length === 1 && here.length > 0)}>
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
        tensors.length > 1 &&
        tensors.map((tensor, index) => (
          <tr
            key={tensor.name}
            className="tensor"
            {...(index === 0 && { id: rowsId })}
            {...marks(here.includes(tensor.name))}
          >
            <th scope="row" className="mono">
              {within(tensor.name)}
            </th>
            <Cells row={tensor} />
          </tr>
        ))}
    </tbody>
  );
}

interface XrayTableProps {
  readonly groups: readonly XrayGroup[];
  /** Tensors whose rows are to be found open, the first of them with the focus. */
  readonly wanted: readonly string[] | null;
}

export function XrayTable({ groups, wanted }: XrayTableProps) {
  const { t } = useXrayI18n();
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
          <Group key={group.tensors[0]?.name} group={group} wanted={wanted} />
        ))}
      </table>
    </div>
  );
}
