/**
 * docs/features.md: every method with its words, formula, source and settings, and every preset. Written from the
 * registries, so that it says what there is; a test compares the file.
 */
import { formatNumber } from '../domain/config/formatNumber.ts';
import { sections, type Section } from '../domain/config/schema.ts';
import { passMethods } from '../domain/compression/recipe/passes.ts';
import type { Definition } from '../domain/core/definition.ts';
import type { ParamSpec, ParamSpecs } from '../domain/core/params.ts';
import type { LocalText } from '../domain/core/text.ts';
import { presets } from '../domain/presets/index.ts';

const intro = `# What there is

Every method and setting, written by \`npm run features\` from the registries that the page, the URL and the headless lab
read. A path such as \`optimizer.method\` is the key of an experiment; a method's settings stand beside it.`;

export function featuresDocument(): string {
  const recipes = [
    heading({ en: 'Compression recipe', zh: '压缩配方' }),
    ...chapterOf('recipe.passes.method', { en: 'Pass', zh: '步骤' }, passMethods),
  ];
  const questions = presets.map(({ id, name, question }) => `| \`${id}\` | ${both(name)} | ${both(question)} |`);
  const parts = [
    intro,
    ...sections.flatMap(sectionOf),
    ...recipes,
    heading({ en: 'Presets', zh: '预设' }),
    ['| id | name | question |', '|---|---|---|', ...questions].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionOf({ id, name, selectors, params, always = [] }: Section): readonly string[] {
  const chapters = selectors.flatMap((selector) =>
    chapterOf(`${id}.${selector.key}`, selector.name, selector.registry),
  );
  return [heading(name), ...chapters, ...always.flatMap(methodOf), ...tableOf(params, `${id}.`)];
}

const heading = (name: LocalText): string => `## ${both(name)}`;

const chapterOf = (
  path: string,
  name: LocalText,
  registry: Readonly<Record<string, Definition>>,
): readonly string[] => [`### ${both(name)}: \`${path}\``, ...Object.values(registry).flatMap(methodOf)];

function methodOf({ id, name, summary, formula, source, params }: Definition): readonly string[] {
  const origin = source.url === undefined ? source.text : `[${source.text}](${source.url})`;
  return [
    `#### ${both(name)}: \`${id}\``,
    `${summary.en}\\\n${summary.zh}`,
    ...(formula === '' ? [] : [`\`\`\`math\n${formula}\n\`\`\``]),
    `Source: ${origin}`,
    ...tableOf(params, ''),
  ];
}

function tableOf(params: ParamSpecs, prefix: string): readonly string[] {
  const rows = Object.entries(params).map(
    ([key, spec]) => `| \`${prefix}${key}\` | ${both(spec.name)} | ${defaultOf(spec)} | ${valuesOf(spec)} |`,
  );
  if (rows.length === 0) return [];
  return [['| setting | name | default | values |', '|---|---|---|---|', ...rows].join('\n')];
}

const defaultOf = ({ default: value }: ParamSpec): string =>
  typeof value === 'number' ? formatNumber(value) : `\`${String(value)}\``;

function valuesOf(spec: ParamSpec): string {
  switch (spec.kind) {
    case 'number': {
      const unit = spec.unit === undefined ? '' : ` ${spec.unit.en}`;
      const usual = spec.usual === undefined ? '' : `; usually ${spec.usual.map(formatNumber).join(' to ')}`;
      return `${formatNumber(spec.min)} to ${formatNumber(spec.max)}${unit}${usual}`;
    }
    case 'choice':
      return spec.options.map(({ id }) => `\`${id}\``).join(', ');
    case 'flag':
      return '`true`, `false`';
    case 'text':
      return `text of at most ${spec.maxLength} characters`;
  }
}

const both = ({ en, zh }: LocalText): string => inCell(en === zh ? en : `${en} · ${zh}`);

const inCell = (text: string): string => text.replaceAll('|', '\\|');
