/** How keys are written on buttons and in the help. */
const names: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Mod: 'Ctrl',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
};

const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** `Mod+k` becomes `Ctrl K`, or `⌘ K` where that is the key. */
export function keyText(keys: string): string {
  const parts = keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+');
  return parts
    .map((part) =>
      part === 'Mod' && isApple() ? '⌘' : (names[part] ?? (part.length === 1 ? part.toUpperCase() : part)),
    )
    .join(' ');
}
