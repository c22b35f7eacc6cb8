/** Settings for a model of any architecture: those of a list that it has. */
import { models } from '../../src/domain/models/index.ts';

export function settingsOf(
  architecture: string,
  wanted: Readonly<Record<string, string | number | boolean>>,
): Readonly<Record<string, string | number | boolean>> {
  const params = models[architecture as keyof typeof models].params;
  return {
    architecture,
    ...Object.fromEntries(Object.entries(wanted).filter(([name]) => Object.hasOwn(params, name))),
  };
}
