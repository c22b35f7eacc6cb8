/** The explanation of a setting, a method or a part of the engine. Loaded when the first one is asked for. */
import type { ReactNode } from 'react';
import { useAppState } from '../context/app.tsx';
import { explanationOf } from './explanation.ts';
import { ExplanationCard } from './ExplanationCard.tsx';

interface SettingExplanationProps {
  /** The path of a setting, or an engine subject. */
  readonly subject: string;
  /** Above the explanation. */
  readonly before?: ReactNode;
  /** Where the experiment has no such setting any more. */
  readonly otherwise?: ReactNode;
}

export default function SettingExplanation({ subject, before, otherwise = null }: SettingExplanationProps) {
  const explanation = explanationOf(
    useAppState((state) => state.config.config),
    subject,
  );
  if (explanation === null) return otherwise;
  return (
    <>
      {before}
      <ExplanationCard explanation={explanation} />
    </>
  );
}
