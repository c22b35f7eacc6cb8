/** Things that come in sets: a kernel with its oracle and cases, a lock file with every platform's binaries. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesUnder, root } from './sources.ts';

const kernelFolders = [
  ...new Set(filesUnder('shaders', /\.(wgsl|ts)$/).map(({ path }) => path.split('/')[1] ?? '')),
].filter((name) => name !== 'common');

describe.each(kernelFolders)('kernel %s', (name) => {
  test.each(['kernel.ts', 'reference.ts', 'cases.ts'])('has %s', (file) => {
    expect(existsSync(join(root, 'shaders', name, file))).toBe(true);
  });

  test('has a test that runs it', () => {
    const tests = filesUnder('tests/kernels', /\.test\.ts$/).filter(({ text }) => text.includes(`shaders/${name}/`));
    expect(tests.length).toBeGreaterThan(0);
  });
});

test('the lock file names the binaries of every platform, or npm ci fails where one is missing', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`])
      .map((name) => `${path} → ${name}`),
  );
  expect(missing).toEqual([]);
});
