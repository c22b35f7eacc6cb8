/** docs/chapter-map.md, README and CONTRIBUTING name no file that there is not. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './sources.ts';

test.each(['docs/chapter-map.md', 'docs/architecture.md', 'README.md', 'CONTRIBUTING.md'])(
  'every path in %s leads somewhere',
  (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const quoted = Array.from(text.matchAll(/`([^`\s<>*{}…]+)`/g), ([, path = '']) => path);
    const linked = Array.from(text.matchAll(/\]\(([^)#:]+)\)/g), ([, path = '']) => join(document, '..', path));
    const paths = [...quoted.filter((path) => /^(src|shaders|scripts|tests|docs|benchmarks)\//.test(path)), ...linked];
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  },
);
