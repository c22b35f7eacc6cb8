/** Name, way back, language, theme. */
import { useI18n } from '../ui/context/language.tsx';
import { IconButton } from '../ui/primitives/IconButton.tsx';
import { MonitorIcon, MoonIcon, SunIcon } from '../ui/primitives/icons.ts';
import { Mark } from '../ui/shell/Mark.tsx';
import type { Preferences } from './preferences.ts';
import { useWords } from './useWords.ts';

interface BenchBarProps {
  readonly preferences: Preferences;
  readonly choose: <K extends keyof Preferences>(name: K, value: Preferences[K]) => void;
  readonly working: boolean;
}

const themeIcons = { system: MonitorIcon, light: SunIcon, dark: MoonIcon } as const;
const nextTheme = { system: 'light', light: 'dark', dark: 'system' } as const;

export function BenchBar({ preferences: { language, theme }, choose, working }: BenchBarProps) {
  const { t } = useI18n();
  const say = useWords();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <header className="top-bar">
      <p className="brand">
        <Mark working={working} />
        Trimtab
      </p>
      <span className="grow" />
      <a className="bench-back" href="./index.html">
        {say('toPlayground')}
      </a>
      <button
        type="button"
        className="button quiet"
        lang={other === 'en' ? 'en' : 'zh-CN'}
        onClick={() => choose('language', other)}
      >
        {other === 'en' ? 'English' : '中文'}
      </button>
      <IconButton
        icon={themeIcons[theme]}
        label={t(`theme-${theme}`)}
        title={t(`theme-${theme}`)}
        hint={false}
        quiet
        onClick={() => choose('theme', nextTheme[theme])}
      />
    </header>
  );
}
