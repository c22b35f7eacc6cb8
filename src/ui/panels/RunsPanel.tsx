/** Every run of this browser: name, what differs, how good; show, compare, take its settings back, delete. */
import { useState } from 'react';
import type { RunRecord } from '../../state/contract.ts';
import { RunMenu } from './RunMenu.tsx';
import { ShelfButton } from '../shelf/ShelfButton.tsx';
import { DownloadMenu } from './DownloadMenu.tsx';
import { highlightRun } from '../charts/crosshair.ts';
import { isComparable } from '../charts/useChartRuns.ts';
import { RunSwatch } from '../charts/RunSwatch.tsx';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { classes } from '../primitives/classes.ts';
import { IconButton } from '../primitives/IconButton.tsx';
import { EyeIcon, EyeOffIcon, PencilIcon, PlayIcon, SettingsIcon, TrashIcon } from '../primitives/icons.ts';

function RunName({ record }: { readonly record: RunRecord }) {
  const { t } = useI18n();
  const { runs } = useActions();
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (): void => {
    if (draft !== null && draft.trim() !== '') runs.rename(record.id, draft.trim());
    setDraft(null);
  };
  if (draft !== null) {
    return (
      <input
        className="text-box rename"
        autoFocus
        aria-label={t('renameRun', { name: record.name })}
        value={draft}
        maxLength={40}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
    );
  }
  return (
    <span className="run-name">
      <button
        type="button"
        className="run-select"
        onClick={() => runs.select(record.id)}
        onDoubleClick={() => setDraft(record.name)}
      >
        <RunSwatch colour={record.colour} />
        <span className="truncate">{record.name}</span>
      </button>
      <button
        type="button"
        className="mini"
        aria-label={t('renameRun', { name: record.name })}
        onClick={() => setDraft(record.name)}
      >
        <PencilIcon aria-hidden />
      </button>
    </span>
  );
}

function RunRow({
  record,
  selected,
  current,
}: {
  readonly record: RunRecord;
  readonly selected: boolean;
  readonly current: boolean;
}) {
  const { t, local } = useI18n();
  const { runs } = useActions();
  const { id, name } = record;
  const comparable = useAppState((state) =>
    isComparable(
      record,
      state.runs.list.find((other) => other.id === state.runs.selectedId),
    ),
  );
  const resumable = record.phase !== 'finished' && record.step > 0;
  return (
    <tr
      className={classes(selected && 'selected', !record.visible && !selected && 'hidden-run')}
      aria-current={selected || undefined}
      onPointerEnter={() => highlightRun(id)}
      onPointerLeave={() => highlightRun(null)}
    >
      <td className="run-eye">
        <IconButton
          icon={record.visible ? EyeIcon : EyeOffIcon}
          label={t(record.visible ? 'hideRun' : 'showRun', { name })}
          aria-pressed={record.visible}
          quiet
          onClick={() => runs.toggleVisible(id)}
        />
      </td>
      <th scope="row">
        <RunName record={record} />
      </th>
      <td>
        <span className="difference">{local(record.difference)}</span>
        {record.opened !== undefined && <span className="tag">{t('openedFrom')}</span>}
        {!comparable && <span className="tag">{t('otherData')}</span>}
      </td>
      <td className="num">
        {whole(record.step)}
        {current && <span className={classes('phase', record.phase)} title={t(`phase-${record.phase}`)} />}
      </td>
      <td className="num strong">{record.valLossNats === null ? '–' : fixed(record.valLossNats, 3)}</td>
      <td className="run-actions">
        {!current && resumable && (
          <IconButton icon={PlayIcon} label={t('resumeRun', { name })} quiet onClick={() => void runs.resume(id)} />
        )}
        <IconButton icon={SettingsIcon} label={t('takeSettings', { name })} quiet onClick={() => runs.edit(id)} />
        <IconButton icon={TrashIcon} label={t('deleteRun', { name })} quiet onClick={() => runs.remove(id)} />
        <RunMenu record={record} />
      </td>
    </tr>
  );
}

export function RunsPanel() {
  const { t } = useI18n();
  const { runs: actions } = useActions();
  const { list, selectedId, overlay } = useAppState((state) => state.runs);
  const currentId = useAppState((state) => state.run.runId);
  return (
    <section className="panel runs-panel" aria-labelledby="runs-title">
      <header className="panel-head">
        <h2 id="runs-title">{t('runs')}</h2>
        <span className="muted small truncate">{t('runsHint')}</span>
        <span className="grow" />
        <ShelfButton />
        <DownloadMenu />
        {list.length > 1 && (
          <button type="button" className="toggle" aria-pressed={overlay} onClick={() => actions.toggleOverlay()}>
            {t('overlay')}
          </button>
        )}
      </header>
      {list.length === 0 ? (
        <p className="empty">{t('runsNone')}</p>
      ) : (
        <div className="table-box scroll" tabIndex={0} role="group" aria-label={t('runs')}>
          <table className="runs">
            <thead>
              <tr>
                <th className="run-eye">
                  <span className="visually-hidden">{t('visible')}</span>
                </th>
                <th scope="col">{t('runName')}</th>
                <th scope="col">{t('whatDiffers')}</th>
                <th scope="col" className="num">
                  {t('step')}
                </th>
                <th scope="col" className="num strong">
                  {t('validationShort')}
                </th>
                <th>
                  <span className="visually-hidden">{t('actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((record) => (
                <RunRow
                  key={record.id}
                  record={record}
                  selected={record.id === selectedId}
                  current={record.id === currentId}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
