/**
 * The source tree as data for the architecture tests: files, their imports and their syntax trees, parsed with the
 * parser that Vite builds with.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export interface Import {
  readonly specifier: string;
  /** The imported file from the project's root, or undefined for a package. */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

/** A syntax node: only `type` is sure, the rest is looked up by name. */
export type Node = { readonly type: string; readonly [key: string]: unknown };

export function filesUnder(folder: string, pattern: RegExp): readonly SourceFile[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => posix.join(folder, join(entry.parentPath, entry.name).slice(join(root, folder).length + 1)))
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, lines: text.trimEnd().split('\n').length };
    });
}

const code = /\.(ts|tsx)$/;
export const sources: readonly SourceFile[] = [...filesUnder('src', code), ...filesUnder('shaders', code)];

const parsed = remembered((file) => parseSync(file.path, file.text));

/** Every node of the file's syntax tree, parents before children. */
export const nodesOf = remembered((file): readonly Node[] => [...walk(parsed(file).program)]);

function remembered<T>(compute: (file: SourceFile) => T): (file: SourceFile) => T {
  const known = new Map<string, T>();
  return (file) => {
    const value = known.get(file.path) ?? compute(file);
    known.set(file.path, value);
    return value;
  };
}

/** Static and dynamic imports, re-exports, and workers started by `new URL('…', import.meta.url)`. */
export function importsOf(file: SourceFile): readonly Import[] {
  const { staticImports, staticExports, dynamicImports } = parsed(file).module;
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const local = specifier.startsWith('.');
    const target = local ? posix.join(posix.dirname(file.path), specifier.replace(/\?.*$/, '')) : undefined;
    found.push({ specifier, target, typeOnly });
  };
  for (const { moduleRequest, entries } of staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType));
  }
  for (const { entries } of staticExports) {
    for (const { moduleRequest, isType } of entries) if (moduleRequest) add(moduleRequest.value, isType);
  }
  for (const { moduleRequest } of dynamicImports) {
    add(file.text.slice(moduleRequest.start + 1, moduleRequest.end - 1), false);
  }
  for (const [, specifier] of file.text.matchAll(/new URL\(\s*'(\.[^']*)',\s*import\.meta\.url/g)) {
    if (specifier) add(specifier, false);
  }
  return found;
}

export function commentsOf(file: SourceFile): readonly string[] {
  return parsed(file).comments.map(({ value }) => value);
}

function* walk(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item);
  } else if (isNode(value)) {
    yield value;
    for (const child of Object.values(value)) yield* walk(child);
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
