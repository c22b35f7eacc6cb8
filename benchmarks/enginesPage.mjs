/** The engines in the workers of a page in headless Chromium, and PyTorch beside it. */
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumFlags } from '../scripts/lib/chromium.mjs';
import { ensureChromium } from '../scripts/lib/installChromium.mjs';
import { makeKernels } from '../scripts/lib/kernels.mjs';
import { root, runNode } from '../scripts/lib/run.mjs';
import { serveSite } from '../scripts/lib/serve.mjs';
import { PlainError } from '../scripts/lib/terminal.mjs';
import { enginesFolder, installEngines } from './installEngines.mjs';
import { pytorchSteps } from './pytorch.mjs';

async function makePage() {
  await makeKernels();
  await installEngines();
  const args = ['build', '--config', join(enginesFolder, 'vite.config.mjs')];
  const { code, output } = await runNode('node_modules/vite/bin/vite.js', args, { quiet: true });
  if (code !== 0) throw new PlainError(`${output}\nThe benchmark page could not be built; the reason is above.`);
}

/** @type {import('./works/engines.mjs').WithEngines} */
export async function withEngines(work) {
  await makePage();
  const site = await serveSite({ port: 0, folder: join(root, '.cache', 'engines'), strict: false });
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${site.url}page.html`);
    return await work({
      ask: (name, engine, message) =>
        page.evaluate((words) => globalThis.engines.ask(...words), [name, engine, message]),
      pytorchSteps,
    });
  } finally {
    await browser.close();
    await site.close();
  }
}
