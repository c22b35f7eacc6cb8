/** Opening models from files, as types. */
import type { CorpusId } from '../../domain/config/schema.ts';
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { HubHost } from '../../domain/files/hugging-face/hubAddress.ts';
import type { Progress } from '../../domain/files/checkpoint.ts';
import type { OpenedModel } from '../../protocol/files.ts';

export type ModelSource =
  /** Picked or dropped. */
  | { readonly kind: 'files'; readonly files: readonly File[] }
  /** Read over the network, piece by piece. @see parseHubAddress */
  | { readonly kind: 'hub'; readonly address: string; readonly host?: HubHost }
  /** Beside the site, e.g. `checkpoints/<id>/`. */
  | { readonly kind: 'folder'; readonly address: string; readonly name: string; readonly known?: KnownOfModel };

/** What is written beside the files. */
export interface KnownOfModel {
  /** Counts where the files do not say how far the model was trained. */
  readonly progress: Progress;
  readonly valLossNats: number;
}

export interface FilesState {
  /** Null while nothing is being opened. */
  readonly opening: {
    readonly name: string;
    /** Of the tensors; null before the first. */
    readonly share: number | null;
    readonly cancelling: boolean;
  } | null;
  /** What was opened last. */
  readonly opened: { readonly runId: string; readonly name: string; readonly model: OpenedModel } | null;
  /** Why the last could not be. */
  readonly error: ErrorReport | null;
}

/** None of these rejects: a failure appears in `error`. */
export interface FilesActions {
  /**
   * A model becomes a paused run; a compressed one is on its board too.
   * @param corpus to evaluate and calibrate on; left out: the one of the file, or the first of ours.
   */
  openModelFiles(source: ModelSource, corpus?: CorpusId): Promise<void>;
  cancelOpening(): Promise<void>;
  forgetOpened(): void;
}
