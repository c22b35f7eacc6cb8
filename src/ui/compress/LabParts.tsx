/** The results of the lab are many: their order is named, and each part can be gone to from wherever one is. */
import { labPartsWords } from '../../i18n/labPartsWords.ts';
import { useI18n } from '../context/language.tsx';

export const labParts = ['result', 'why', 'speed', 'more'] as const;

export type LabPart = (typeof labParts)[number];

const idOf = (part: LabPart): string => `lab-part-${part}`;

export function LabNav() {
  const { local } = useI18n();
  return (
    <nav className="lab-parts" aria-label={local(labPartsWords.parts)}>
      {labParts.map((part) => (
        <a key={part} href={`#${idOf(part)}`}>
          {local(labPartsWords[part])}
        </a>
      ))}
    </nav>
  );
}

export function PartTitle({ part }: { readonly part: LabPart }) {
  const { local } = useI18n();
  return (
    // The Tab key goes on from where a link has led to.
    <h2 className="part-title" id={idOf(part)} tabIndex={-1}>
      {local(labPartsWords[part])}
    </h2>
  );
}
