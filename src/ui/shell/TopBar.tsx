/** Name, places, device, language, theme, share. */
import { useState } from 'react';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { IconButton } from '../primitives/IconButton.tsx';
import {
  BookIcon,
  CheckIcon,
  KeyboardIcon,
  LinkIcon,
  MonitorIcon,
  MoonIcon,
  OpenIcon,
  SearchIcon,
  SunIcon,
} from '../primitives/icons.ts';
import { places, type Theme } from '../../state/contract.ts';
import { BackendChip } from './BackendChip.tsx';
import { Mark } from './Mark.tsx';

const themeIcons = { system: MonitorIcon, light: SunIcon, dark: MoonIcon } as const;
const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const copiedMs = 2500;

function ShareButton() {
  const { t } = useI18n();
  const { view } = useActions();
  const [copied, setCopied] = useState<boolean | null>(null);
  const share = async (): Promise<void> => {
    setCopied(await view.copyShareUrl());
    window.setTimeout(() => setCopied(null), copiedMs);
  };
  const Icon = copied === true ? CheckIcon : LinkIcon;
  const label = copied === null ? t('share') : t(copied ? 'shareCopied' : 'shareRefused');
  return (
    <button type="button" className="button share" onClick={() => void share()}>
      <Icon className="icon" aria-hidden />
      <span aria-live="polite">{label}</span>
    </button>
  );
}

function Places() {
  const { t } = useI18n();
  const { view } = useActions();
  const place = useAppState((state) => state.view.place);
  return (
    <nav className="places" aria-label={t('places')}>
      {places.map((id) => (
        <button key={id} type="button" aria-current={id === place ? 'page' : undefined} onClick={() => view.goTo(id)}>
          {t(`place-${id}`)}
        </button>
      ))}
    </nav>
  );
}

interface TopBarProps {
  /** Shown where the right column has become a drawer. */
  readonly drawer: { readonly open: boolean; readonly toggle: () => void } | null;
}

export function TopBar({ drawer }: TopBarProps) {
  const { t, language } = useI18n();
  const { preferences, view } = useActions();
  const theme = useAppState((state) => state.preferences.theme);
  const working = useAppState((state) => state.run.phase === 'running');
  return (
    <header className="top-bar">
      <h1 className="brand">
        <Mark working={working} />
        <span>Trimtab</span>
      </h1>
      <Places />
      <p className="tagline truncate">{t('tagline')}</p>
      <span className="grow" />
      <BackendChip />
      <IconButton
        icon={SearchIcon}
        label={t('palette')}
        keys="Ctrl K"
        quiet
        onClick={() => view.open('palette')}
        className="wide-only"
      />
      <IconButton
        icon={OpenIcon}
        label={t('openModel')}
        keys="O"
        quiet
        onClick={() => view.open('open-model')}
        className="wide-only"
      />
      <IconButton
        icon={KeyboardIcon}
        label={t('keyboard')}
        keys="?"
        quiet
        onClick={() => view.open('help')}
        className="wide-only"
      />
      <button
        type="button"
        className="button quiet"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => preferences.setLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {language === 'zh' ? 'English' : '中文'}
      </button>
      <IconButton
        icon={themeIcons[theme]}
        label={t(`theme-${theme}`)}
        quiet
        onClick={() => preferences.setTheme(nextTheme[theme])}
      />
      <ShareButton />
      {drawer !== null && (
        <IconButton
          icon={BookIcon}
          label={t('why')}
          aria-expanded={drawer.open}
          aria-controls="why"
          onClick={drawer.toggle}
        />
      )}
    </header>
  );
}
