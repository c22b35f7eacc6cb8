/** The compression lab as types: the recipe being edited, what became of the model, and what a person can do there. */
import type { PassId } from '../../domain/compression/recipe/passes.ts';
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import type { Problem } from '../../domain/core/problem.ts';
import type { CompressedVariant, CompressionProgress } from '../../protocol/compression.ts';
import type { ExportedFile, SampledToken } from '../../protocol/protocol.ts';
import type { OrdersTried } from './orders.ts';

/** One recipe, or many one after another. */
export interface CompressionWork {
  readonly kind: 'recipe' | 'sweep' | 'orders';
  readonly recipe: Recipe;
  readonly done: number;
  readonly of: number;
  /** Null before the first news of the recipe in hand. */
  readonly progress: CompressionProgress | null;
  /** When the phase or pass in hand began, in the time of `progress`. */
  readonly phaseStartMs: number;
  /** Of the recipes that are done, all together. */
  readonly spentMs: number;
  readonly cancelling: boolean;
}

export interface SweepRequest {
  readonly recipes: readonly Recipe[];
  /** No recipe is begun that would probably be done later. */
  readonly seconds: number;
  /** The variant that is looked at stays so; else each new one takes its place. */
  readonly inBackground?: boolean;
}

export interface ComparedToken {
  readonly token: SampledToken;
  readonly fromPrompt: boolean;
  /** How far the two models are apart about it, see `generate.token`. */
  readonly klNats: number | null;
}

/** The same prompt and seed from the model and from what became of it. */
export interface ComparisonState {
  readonly variantId: number | null;
  readonly original: readonly ComparedToken[];
  readonly compressed: readonly ComparedToken[];
  /** Which of them is being written. */
  readonly writing: 'original' | 'compressed' | null;
}

/** What a person can afford; null where there is no limit. */
export interface Budget {
  /** Of the file. */
  readonly bytes: number | null;
  /** Of perplexity, as a share of the original's. */
  readonly increase: number | null;
}

export interface CompressionState {
  /** The last legal recipe as a word of the address; null until the person has had one. */
  readonly text: string | null;
  /** Null until the lab is opened, because only there the methods are loaded. */
  readonly recipe: Recipe | null;
  /** While not empty, the recipe is not run. */
  readonly problems: readonly Problem[];
  /** What was replaced in the recipe that came by link or file; gone with the next edit. */
  readonly replaced: readonly Problem[];
  /** Oldest first. */
  readonly past: readonly Recipe[];
  /** Next redo last. */
  readonly future: readonly Recipe[];
  /** Of the current run, oldest first; the worker forgets them with it. */
  readonly variants: readonly CompressedVariant[];
  readonly selectedId: number | null;
  readonly budget: Budget;
  readonly working: CompressionWork | null;
  /** What a recipe took lately, from asking to the answer; null before the first. */
  readonly paceMs: number | null;
  /** Null until orders were tried on the model. */
  readonly orders: OrdersTried | null;
  /** Why the last request failed. */
  readonly error: ErrorReport | null;
  readonly comparison: ComparisonState;
}

/** None of these rejects: a failure appears in `error`. Edits do nothing before `open`. */
export interface CompressionActions {
  /** Loads the methods and reads the recipe that is remembered. */
  open(): Promise<void>;
  addPass(method: PassId): void;
  /** @param to index afterwards */
  movePass(from: number, to: number): void;
  removePass(at: number): void;
  setPassMethod(at: number, method: PassId): void;
  setPassValue(at: number, key: string, value: ParamValue): void;
  setRest(value: ParamValue): void;
  /** A `recipe.json`. What is legal is taken; the rest is returned (and shown). */
  importRecipe(json: string): readonly Problem[];
  /** The recipe as `recipe.json`; null before `open`. */
  exportRecipe(): string | null;
  /** Takes the recipe of a variant back into the editor. */
  edit(variantId: number): void;
  /** Another recipe in place of the one being edited. */
  setRecipe(recipe: Recipe): void;
  undo(): void;
  redo(): void;
  run(): Promise<void>;
  /** Recipes one after another, a small grid unless they are given. */
  sweep(request?: SweepRequest): Promise<void>;
  /** The passes of the recipe in other orders, one after another. */
  tryOrders(): Promise<void>;
  /** These recipes, one after another on one state of the model. */
  runAll(recipes: readonly Recipe[]): Promise<void>;
  setPassOnly(at: number, only: string | null): void;
  /** What is done stays. */
  cancel(): Promise<void>;
  select(variantId: number | null): void;
  setBudget(changes: Partial<Budget>): void;
  drop(variantId: number): Promise<void>;
  exportFiles(variantId: number): Promise<readonly ExportedFile[] | null>;
  /** The prompt of the training page, continued by the model and by the selected variant. */
  compare(): Promise<void>;
  stopComparing(): Promise<void>;
}
