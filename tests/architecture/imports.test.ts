/**
 * Who may import whom (docs/architecture.md, "Layers"). What is not listed is forbidden, new folders included. `types`
 * may only be imported as types, which leave nothing in the built code.
 */
import { expect, test } from 'vitest';
import { importsOf, type SourceFile, sources } from './sources.ts';

interface Layer {
  readonly folders: readonly string[];
  readonly types?: readonly string[];
  readonly packages: readonly RegExp[];
}

const layers: Readonly<Record<string, Layer>> = {
  'src/domain/compression/low-rank': { folders: ['src/domain'], packages: [/^ml-matrix$/] },
  'src/domain/tokenizers/imported': {
    folders: ['src/domain'],
    packages: [/^@huggingface\/tokenizers$/, /^@eslint-community\/regexpp$/],
  },
  'src/domain': { folders: [], packages: [/^@petamoriken\/float16$/] },
  'src/protocol': { folders: ['src/domain'], packages: [] },
  shaders: { folders: ['src/domain/core', 'src/domain/optimizers'], packages: [] },
  'src/engine': {
    folders: ['src/domain', 'shaders'],
    types: ['src/protocol'],
    packages: [/^@tensorflow\/tfjs-(core|backend-\w+)(\/.*)?$/],
  },
  'src/storage': { folders: ['src/domain', 'src/protocol'], packages: [/^idb$/] },
  'src/worker': { folders: ['src/domain', 'src/protocol', 'src/engine', 'src/storage'], packages: [] },
  'src/state': { folders: ['src/domain', 'src/protocol', 'src/storage'], packages: [/^zustand\/vanilla$/] },
  'src/i18n': { folders: ['src/domain'], packages: [] },
  'src/lessons': { folders: [], types: ['src/domain'], packages: [] },
  'src/ui': {
    folders: ['src/domain', 'src/state', 'src/i18n', 'src/lessons'],
    types: ['src/protocol'],
    packages: [
      /^react(\/jsx-runtime)?$/,
      /^react-dom(\/client)?$/,
      /^zustand$/,
      /^recharts$/,
      /^d3-contour$/,
      /^radix-ui$/,
      /^katex(\/dist\/katex\.min\.css)?$/,
      /^lucide-react(\/icons\/[a-z0-9-]+)?$/,
      /^@fontsource-variable\//,
    ],
  },
  'src/offline': { folders: [], packages: [] },
  'src/lab': { folders: ['src/domain', 'src/protocol', 'src/state', 'src/storage'], packages: [] },
  'src/bench/worker': {
    folders: ['src/domain', 'src/engine', 'src/bench'],
    types: ['src/protocol'],
    packages: [],
  },
  'src/bench': {
    folders: [
      'src/domain',
      'src/i18n',
      'src/ui/context',
      'src/ui/format',
      'src/ui/primitives',
      'src/ui/shell/Mark.tsx',
      'src/ui/theme',
    ],
    types: ['src/protocol', 'src/state'],
    packages: [/^react(-dom\/client)?$/],
  },
  'src/main.tsx': { folders: ['src/ui', 'src/state', 'src/i18n', 'src/offline'], packages: [/^react(-dom\/client)?$/] },
};

/** The only lines that name a worker outside of its folder: where it is started. */
const workerStarters: Readonly<Record<string, string>> = {
  'src/state/spawnWorker.ts': 'src/worker/main.ts',
  'src/bench/spawnWorker.ts': 'src/bench/worker/benchWorker.ts',
};

const inside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
const layerOf = (path: string): string | undefined => Object.keys(layers).find((folder) => inside(path, folder));

function violations(file: SourceFile): readonly string[] {
  const name = layerOf(file.path);
  const layer = name === undefined ? undefined : layers[name];
  if (name === undefined || !layer) return [`${file.path} belongs to no layer`];
  return importsOf(file)
    .filter(({ specifier, target, typeOnly }) => {
      if (target === undefined) return !layer.packages.some((pattern) => pattern.test(specifier));
      if (workerStarters[file.path] === target) return false;
      const allowed = [name, ...layer.folders, ...(typeOnly ? (layer.types ?? []) : [])];
      return !allowed.some((folder) => inside(target, folder));
    })
    .map(({ specifier, typeOnly }) => `${file.path} imports ${typeOnly ? 'the type of ' : ''}${specifier}`);
}

test('there is something to look at', () => {
  expect(sources.length).toBeGreaterThan(100);
});

test('each layer imports only what its line of the table allows', () => {
  expect(sources.flatMap(violations)).toEqual([]);
});

test('only the engine imports TensorFlow.js, so that the page loads without it', () => {
  const importers = sources.filter((file) =>
    importsOf(file).some(({ specifier }) => specifier.startsWith('@tensorflow')),
  );
  expect(importers.filter(({ path }) => !inside(path, 'src/engine')).map(({ path }) => path)).toEqual([]);
  expect(importers.length).toBeGreaterThan(0);
});

test('whoever lists the compression methods loads no linear algebra, so that the page does without it', () => {
  const importers = sources.filter((file) => importsOf(file).some(({ specifier }) => specifier === 'ml-matrix'));
  expect(importers.map(({ path }) => path)).toEqual(['src/domain/compression/low-rank/decompose.ts']);
  const byPath = new Map(sources.map((file) => [file.path, file]));
  const loaded = new Set(['src/domain/compression/low-rank/index.ts']);
  for (const path of loaded) {
    const file = byPath.get(path);
    for (const { target, typeOnly } of file ? importsOf(file) : []) if (target && !typeOnly) loaded.add(target);
  }
  expect(loaded).toContain('src/domain/compression/low-rank/whitenedSvd.ts');
  expect(loaded).not.toContain('src/domain/compression/low-rank/decompose.ts');
});

test('imports of our own files carry their ending', () => {
  const without = sources.flatMap((file) =>
    importsOf(file)
      .filter(
        ({ specifier, target }) => target !== undefined && !/\.(ts|tsx|css|wgsl|json|wasm)(\?\w+)?$/.test(specifier),
      )
      .map(({ specifier }) => `${file.path}: ${specifier}`),
  );
  expect(without).toEqual([]);
});

test('no import cycles; types may refer to each other', () => {
  const loaded = (file: SourceFile): readonly string[] =>
    importsOf(file).flatMap(({ target, typeOnly }) => (target === undefined || typeOnly ? [] : [target]));
  const graph = new Map(sources.map((file) => [file.path, loaded(file)]));
  expect(cycles(graph)).toEqual([]);
});

/** Depth-first search that reports each way back into the current path. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const seen = trail.indexOf(path);
    if (seen >= 0) found.push([...trail.slice(seen), path].join(' → '));
    if (seen >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}
