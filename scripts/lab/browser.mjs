/**
 * Headless Chromium with the lab's page. A graphics card is used where there is one; asking for WebGPU on a machine
 * without one gives SwiftShader, the software adapter, which `auto` does not choose.
 */
import { chromiumFlags } from '../lib/chromium.mjs';
import { ensureChromium } from '../lib/installChromium.mjs';
import { serveSite } from '../lib/serve.mjs';
import { PlainError } from '../lib/terminal.mjs';

const steady = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];
const software = '--use-webgpu-adapter=swiftshader';
const hardware = ['--enable-features=Vulkan', '--use-angle=vulkan'];

/** @param {string} backend @returns {Promise<{ page: import('playwright').Page, version: string, close: () => Promise<void> }>} */
export async function openLab(backend) {
  const executablePath = await ensureChromium();
  const site = await serveSite({ port: 0 });
  const shared = [...chromiumFlags.filter((flag) => flag !== software), ...steady];
  const wantsGpu = backend === 'auto' || backend === 'webgpu';
  const attempts = wantsGpu
    ? [
        [...shared, ...hardware],
        [...shared, software],
      ]
    : [shared];
  for (const args of attempts) {
    const browser = await launch(executablePath, args);
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${site.url}lab.html`);
    const last = args === attempts.at(-1);
    if (last || (await hasHardware(page))) {
      const close = async () => {
        await browser.close();
        await site.close();
      };
      return { page, version: browser.version(), close };
    }
    await browser.close();
  }
}

async function launch(executablePath, args) {
  const { chromium } = await import('playwright');
  try {
    // Ctrl+C belongs to the lab: it ends the run in order, and then the browser.
    return await chromium.launch({
      executablePath,
      args,
      handleSIGINT: false,
      handleSIGTERM: false,
      ignoreDefaultArgs: ['--disable-gpu'],
    });
  } catch (error) {
    throw new PlainError(`${executablePath} did not start: ${error.message.split('\n')[0]}`);
  }
}

/** @param {import('playwright').Page} page */
function hasHardware(page) {
  return page.evaluate(async () => {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
    return (
      Boolean(adapter) && !adapter.info.isFallbackAdapter && !/swiftshader|llvmpipe/i.test(adapter.info.architecture)
    );
  });
}
