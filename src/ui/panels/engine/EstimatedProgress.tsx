/** Progress of what tells only its share: how long it will still take follows from how long it has taken. */
import { useEffect, useState } from 'react';
import { useI18n } from '../../context/language.tsx';
import { duration, percent } from '../../format/numbers.ts';
import { TimedProgress } from './TimedProgress.tsx';

/** Before that, an estimate would jump about. */
const leastShare = 0.05;
const everyMs = 500;

interface EstimatedProgressProps {
  readonly words: string;
  /** Of the work, which begins when this is first shown; null while nothing is known. */
  readonly share: number | null;
  /** In the place of the share as a number. */
  readonly detail?: string;
}

export function EstimatedProgress({ words, share, detail }: EstimatedProgressProps) {
  const { t } = useI18n();
  const [startedAt] = useState(() => performance.now());
  const [now, setNow] = useState(startedAt);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), everyMs);
    return () => clearInterval(timer);
  }, []);
  const known = share !== null && share >= leastShare && now > startedAt;
  const leftSeconds = known ? ((now - startedAt) * (1 - share)) / share / 1000 : null;
  const parts = [
    detail ?? (share === null ? null : percent(share)),
    leftSeconds === null ? null : t('timeLeft', { time: duration(leftSeconds) }),
  ].filter((part) => part !== null);
  return <TimedProgress words={words} detail={parts.length === 0 ? null : parts.join(' · ')} share={share} />;
}
