/** What a control needs to know about its setting, and what it can do with it. */
import { valueAt, type Field } from '../../domain/config/fields.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import type { Problem } from '../../domain/core/problem.ts';
import { useActions, useAppState } from '../context/app.tsx';

export interface FieldState {
  readonly value: ParamValue;
  readonly baseValue: ParamValue | undefined;
  readonly changed: boolean;
  /** The running model still has another value, and will have until a restart. */
  readonly pending: boolean;
  readonly problem: Problem | undefined;
  readonly set: (value: ParamValue) => void;
  readonly reset: () => void;
}

export function useField({ path }: Field, fallback: ParamValue): FieldState {
  const { config } = useActions();
  const value = useAppState((state) => valueAt(state.config.config, path)) ?? fallback;
  const baseValue = useAppState((state) => valueAt(state.config.base, path));
  const changed = useAppState((state) => state.config.changed.includes(path));
  const pending = useAppState((state) => state.config.pendingRestart.includes(path));
  const problem = useAppState((state) => state.config.problems.find((candidate) => candidate.path === path));
  return {
    value,
    baseValue,
    changed,
    pending,
    problem,
    set: (next) => config.setValue(path, next),
    reset: () => config.resetValue(path),
  };
}
