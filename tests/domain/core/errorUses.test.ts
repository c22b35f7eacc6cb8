/** What the program throws, held against what the catalogue can say about it: read from the source text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lookup } from '../../../src/domain/config/lookup.ts';
import { errorCatalog } from '../../../src/domain/core/errorCatalog.ts';
import { reasonWords } from '../../../src/domain/core/errorReasons.ts';

interface Use {
  readonly file: string;
  readonly code: string;
  readonly names: readonly string[];
  /** Literal values of `reason` and `what`. */
  readonly reasons: readonly string[];
}

const root = fileURLToPath(new URL('../../../src', import.meta.url));
const thrown = /new TrimtabError\(\s*'([a-z-]+)'(?:,\s*\{([^}]*)\})?/g;

const uses: readonly Use[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8').replace(/`[^`]*`/g, 'text');
    return [...source.matchAll(thrown)].map(([, code = '', detail = '']) => ({
      file,
      code,
      names: [...detail.matchAll(/(?:^|,)\s*(\w+)/g)].map(([, name]) => name ?? ''),
      reasons: [...detail.matchAll(/\b(?:reason|what):\s*'([^']*)'/g)].map(([, reason]) => reason ?? ''),
    }));
  });

describe('errors thrown in the source', () => {
  it('are found by this test', () => {
    expect(uses.length).toBeGreaterThan(10);
  });

  it('give only details that the catalogue documents', () => {
    const unknown = uses.flatMap(({ file, code, names }) => {
      const documented = lookup(errorCatalog, code)?.details ?? [];
      return names.filter((name) => !documented.includes(name)).map((name) => `${file}: ${code} gives ${name}`);
    });
    expect(unknown).toEqual([]);
  });

  it('name reasons that have words in both languages', () => {
    const unknown = uses.flatMap(({ file, reasons }) =>
      reasons.filter((reason) => lookup(reasonWords, reason) === undefined).map((reason) => `${file}: ${reason}`),
    );
    expect(unknown).toEqual([]);
  });
});
