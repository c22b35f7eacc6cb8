/** Looking into a model: questions to the worker whose answers the panels keep themselves. */
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { EngineClient } from '../client.ts';
import type { ClipRequest, ClipView, LayerErrors, MatrixFacts, MatrixValues } from '../../protocol/seeing.ts';

/** `null` is an answer that nobody waits for any more. */
export type Answer<T> = { readonly value: T | null } | { readonly error: ErrorReport };

/** About the model of the current run. None of these rejects. */
export interface SeeingActions {
  /** Any question, for panels that are loaded later; null where there is no model. */
  readonly ask: <T>(question: (runId: string, client: EngineClient) => Promise<T | null>) => Promise<Answer<T>>;
  matrices(): Promise<Answer<readonly MatrixFacts[]>>;
  /** @param variantId null for the model itself */
  matrix(name: string, variantId: number | null): Promise<Answer<MatrixValues>>;
  clip(request: Omit<ClipRequest, 'runId'>): Promise<Answer<ClipView>>;
  /** @param tell how much is done, 0 to 1 */
  layers(variantId: number, tell: (share: number) => void): Promise<Answer<LayerErrors>>;
  /** Of `layers`. */
  cancel(): Promise<void>;
}
