/**
 * node benchmarks/largeModel.mjs [--out FILE]: a checkpoint in GPT-2's shape with 124 M random weights is made in a temporary
 * folder, opened by the picker of the built page, compressed to 4 bits while it is read, and generates a few tokens. What it
 * costs in memory is the largest resident set of any renderer process, whose worker does all of it, asked for ten times a
 * second. `dist` must be built; Linux, because only there a process says how large it was.
 */
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumFlags, findChromium } from '../scripts/lib/chromium.mjs';
import { serveSite } from '../scripts/lib/serve.mjs';
import { commitOf } from './commit.mjs';
import { describeMachine } from './machine.mjs';

const layers = 12;
const width = 768;
const context = 1024;
const vocabulary = 50257;
const generated = 5;

const folder = mkdtempSync(join(tmpdir(), 'trimtab-large-'));
const site = await serveSite({ port: 0 });
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
try {
  const files = makeModel();
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  const cdp = await browser.newBrowserCDPSession();
  const peaks = watchMemory(cdp);
  await page.goto(site.url);
  await page.waitForTimeout(2000);
  const emptyBytes = await peaks.now();

  let startedAt = performance.now();
  await page.keyboard.press('o');
  const dialog = page.getByRole('dialog', { name: 'Open a model' });
  await dialog.locator('input[type=file][multiple]').setInputFiles(files);
  await dialog.getByText(/compressed to 4 bits while it was read/).waitFor({ timeout: 600_000 });
  const openMs = performance.now() - startedAt;
  const openedBytes = peaks.peak();

  startedAt = performance.now();
  await dialog.getByRole('button', { name: 'Compress it' }).click();
  await page.getByRole('region', { name: 'Before and after', exact: true }).waitFor({ timeout: 600_000 });
  const evaluateMs = performance.now() - startedAt;

  startedAt = performance.now();
  await page
    .getByRole('button', { name: /^Train$/ })
    .first()
    .click();
  await page.keyboard.press('g');
  await page.waitForFunction(
    (count) => document.querySelectorAll('.tokens .token:not(.given)').length >= count,
    generated,
    { timeout: 600_000 },
  );
  const generateMs = performance.now() - startedAt;
  await page.keyboard.press('g');
  const result = {
    ...describeMachine(),
    commit: commitOf(),
    parameters: parameters(),
    fileBytes: files.reduce((sum, path) => sum + readFileSync(path).length, 0),
    emptyBytes,
    openedBytes,
    peakBytes: peaks.stop(),
    openMs: Math.round(openMs),
    evaluateMs: Math.round(evaluateMs),
    generateMs: Math.round(generateMs),
  };
  const out = process.argv[process.argv.indexOf('--out') + 1];
  const text = `${JSON.stringify(result, null, 2)}\n`;
  if (process.argv.includes('--out')) writeFileSync(out, text);
  console.log(text);
} finally {
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true });
}

function shapes() {
  const inBlock = (at) => [
    [`${at}.ln_1.weight`, [width]],
    [`${at}.ln_1.bias`, [width]],
    [`${at}.attn.c_attn.weight`, [width, 3 * width]],
    [`${at}.attn.c_attn.bias`, [3 * width]],
    [`${at}.attn.c_proj.weight`, [width, width]],
    [`${at}.attn.c_proj.bias`, [width]],
    [`${at}.ln_2.weight`, [width]],
    [`${at}.ln_2.bias`, [width]],
    [`${at}.mlp.c_fc.weight`, [width, 4 * width]],
    [`${at}.mlp.c_fc.bias`, [4 * width]],
    [`${at}.mlp.c_proj.weight`, [4 * width, width]],
    [`${at}.mlp.c_proj.bias`, [width]],
  ];
  return [
    ['transformer.wte.weight', [vocabulary, width]],
    ['transformer.wpe.weight', [context, width]],
    ...Array.from({ length: layers }, (_, layer) => inBlock(`transformer.h.${layer}`)).flat(),
    ['transformer.ln_f.weight', [width]],
    ['transformer.ln_f.bias', [width]],
  ];
}

function parameters() {
  return shapes().reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

/** Written tensor by tensor. @returns {string[]} paths */
function makeModel() {
  const header = {};
  let offset = 0;
  for (const [name, shape] of shapes()) {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const text = Buffer.from(JSON.stringify(header).padEnd(8 * Math.ceil(JSON.stringify(header).length / 8)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const weights = join(folder, 'model.safetensors');
  const file = openSync(weights, 'w');
  writeSync(file, length);
  writeSync(file, text);
  for (const [name, shape] of shapes()) writeSync(file, new Uint8Array(valuesOf(name, shape).buffer));
  closeSync(file);
  const config = {
    architectures: ['GPT2LMHeadModel'],
    n_layer: layers,
    n_head: 12,
    n_embd: width,
    n_positions: context,
    vocab_size: vocabulary,
  };
  const texts = { 'config.json': config, 'tokenizer.json': tokenizer() };
  for (const [name, value] of Object.entries(texts)) writeFileSync(join(folder, name), JSON.stringify(value));
  return [weights, ...Object.keys(texts).map((name) => join(folder, name))];
}

function valuesOf(name, shape) {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  if (name.endsWith('.bias')) return values;
  if (/ln_\w+\.weight$/.test(name)) return values.fill(1);
  let state = name.length * 2654435761;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // Uniform with GPT-2's deviation of 0.02.
    values[i] = (state / 2 ** 32 - 0.5) * 0.0693;
  }
  return values;
}

/** Bytes as GPT-2 writes them, pairs of them as merges, and names for the rest. */
function tokenizer() {
  const characters = byteCharacters();
  const tokens = [...characters];
  const merges = [];
  for (const a of characters) {
    for (const b of characters) {
      if (tokens.length === vocabulary - 1) break;
      tokens.push(a + b);
      merges.push(`${a} ${b}`);
    }
  }
  return {
    version: '1.0',
    added_tokens: [{ id: vocabulary - 1, content: '<|endoftext|>', special: true }],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges },
  };
}

function byteCharacters() {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, value) => {
    const printable = (value > 0x20 && value < 0x7f) || (value > 0xa0 && value !== 0xad);
    return String.fromCodePoint(printable ? value : next++);
  });
}

function watchMemory(cdp) {
  let peak = 0;
  const now = async () => {
    const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
    const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentBytes(id));
    const largest = Math.max(0, ...sizes);
    peak = Math.max(peak, largest);
    return largest;
  };
  const timer = setInterval(() => void now().catch(() => undefined), 100);
  return {
    now,
    peak: () => peak,
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

/** Its largest so far, as the kernel has counted it. @param {number} id */
function residentBytes(id) {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
