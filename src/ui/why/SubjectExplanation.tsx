/** What there is to say about a setting, a method or a part of the machine; loaded when a person first asks. */
import type { ReactNode } from 'react';
import { useAppState } from '../context/app.tsx';
import { explanationOf } from './explanation.ts';
import { ExplanationCard } from './ExplanationCard.tsx';

interface SubjectExplanationProps {
  readonly subject: string;
  /** Where there is nothing to say, because the setting is gone. */
  readonly otherwise?: ReactNode;
}

export default function SubjectExplanation({ subject, otherwise = null }: SubjectExplanationProps) {
  const explanation = explanationOf(
    useAppState((state) => state.config.config),
    subject,
  );
  return explanation ? <ExplanationCard explanation={explanation} /> : otherwise;
}
