/** The page with all engines in it, and PyTorch beside it where Python has it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright';
import { chromiumFlags } from '../scripts/lib/chromium.mjs';
import { ensureChromium } from '../scripts/lib/installChromium.mjs';
import { makeKernels } from '../scripts/lib/kernels.mjs';
import { root, runNode, runNpm } from '../scripts/lib/run.mjs';
import { serveSite } from '../scripts/lib/serve.mjs';
import { PlainError, withProgress } from '../scripts/lib/terminal.mjs';

const folder = join(root, 'benchmarks', 'engines');
const run = promisify(execFile);

async function makePage() {
  await makeKernels();
  if (!existsSync(join(folder, 'node_modules'))) {
    await withProgress('Installing the engines to compare with', async () => {
      const { code, output } = await runNpm(
        ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'],
        { quiet: true },
      );
      if (code !== 0) throw new PlainError(`${output}\nThe engines could not be installed; the reason is above.`);
    });
  }
  const args = ['build', '--config', join(folder, 'vite.config.mjs')];
  const { code, output } = await runNode('node_modules/vite/bin/vite.js', args, { quiet: true });
  if (code !== 0) throw new PlainError(`${output}\nThe benchmark page could not be built; the reason is above.`);
}

/** @template T @param {(ask: (name: string, engine: string, message: object) => Promise<any>, adapter: string) => Promise<T>} work */
export async function withEngines(work) {
  await makePage();
  const site = await serveSite({ port: 0, folder: join(root, '.cache', 'engines'), strict: false });
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${site.url}page.html`);
    const adapter = await page.evaluate(async () => {
      const { vendor, architecture, description } = (await navigator.gpu?.requestAdapter())?.info ?? {};
      return [vendor, architecture, description].filter(Boolean).join(' ') || 'none';
    });
    const ask = (name, engine, message) =>
      page.evaluate((words) => globalThis.engines.ask(...words), [name, engine, message]);
    return await work(ask, adapter);
  } finally {
    await browser.close();
    await site.close();
  }
}

/** Debian's Python has Debian's PyTorch; another one in the path need not. */
const pythons = ['/usr/bin/python3', 'python3'];

/** Milliseconds of some steps on one thread, or null where there is no PyTorch. */
export async function pytorchSteps(architecture, { layers, width, heads, time, vocabulary, batch }, steps) {
  const shape = [layers, width, heads, time, vocabulary, batch, steps].map(String);
  for (const python of pythons) {
    try {
      const environment = { ...process.env, OMP_NUM_THREADS: '1' };
      const words = [join(folder, 'pytorch_step.py'), architecture, ...shape];
      return JSON.parse((await run(python, words, { env: environment })).stdout);
    } catch {
      // The next one may have it.
    }
  }
  return null;
}
