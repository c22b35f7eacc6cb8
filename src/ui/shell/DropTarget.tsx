/** A text file dropped anywhere becomes the training text; files with weights are a model to open. */
import { useEffect, useState } from 'react';
import { useActions } from '../context/app.tsx';
import { takeFile } from '../context/intake.ts';
import { useI18n } from '../context/language.tsx';
import { UploadIcon } from '../primitives/icons.ts';

const bringsFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

export function DropTarget() {
  const { t } = useI18n();
  const { config, files, view } = useActions();
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
      const dropped = [...(event.dataTransfer?.files ?? [])];
      if (dropped.some(({ name }) => name.endsWith('.safetensors'))) {
        view.open('open-model');
        void files.openModelFiles({ kind: 'files', files: dropped });
        return;
      }
      const [file] = dropped;
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
  }, [config, files, view]);
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
