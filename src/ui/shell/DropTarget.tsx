/** A text file dropped anywhere becomes the training text. */
import { useEffect, useState } from 'react';
import { useActions } from '../context/app.tsx';
import { takeFile } from '../context/intake.ts';
import { useI18n } from '../context/language.tsx';
import { UploadIcon } from '../primitives/icons.ts';

const bringsFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

export function DropTarget() {
  const { t } = useI18n();
  const { config } = useActions();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onDragOver = (event: DragEvent): void => {
      if (!bringsFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent): void => {
      // Leaving the window has no element to enter.
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!bringsFile(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void takeFile(file, config);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [config]);
  if (!over) return null;
  return (
    <div className="drop-target" aria-hidden>
      <p>
        <UploadIcon aria-hidden />
        {t('dropHere')}
      </p>
    </div>
  );
}
