/** `experiment.json`: an experiment as a file that people read and edit. */
import { quote } from './messages.ts';
import { sections, type ExperimentConfig } from './schema.ts';
import { validate, type Checked } from './validate.ts';

/** One line for each section, in the order of the schema. */
export function printExperiment(config: ExperimentConfig): string {
  const head = `"version": ${config.version}, "seed": ${JSON.stringify(config.seed)}`;
  const lines = sections.map(({ id }) => `"${id}": ${printObject(config[id])}`);
  return `{ ${[head, ...lines].join(',\n  ')} }\n`;
}

const printObject = (values: Readonly<Record<string, unknown>>): string => {
  const entries = Object.entries(values).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
};

/** Never throws; text that is no JSON gives the default experiment and a problem that says where it breaks. */
export function parseExperiment(text: string): Checked {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (thrown) {
    const cause = quote(thrown instanceof Error ? thrown.message : String(thrown));
    return {
      config: validate({}).config,
      problems: [{ path: '', message: { en: `This is not JSON: ${cause}`, zh: `这不是合法的 JSON：${cause}` } }],
    };
  }
  return validate(parsed);
}
