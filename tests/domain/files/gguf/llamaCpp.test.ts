/**
 * What llama.cpp makes of the files: the same tokens, the same most likely next token, the same perplexity. Runs where
 * node-llama-cpp is (its programs for all platforms take 700 MB, too much for a dependency):
 *   npm install --prefix /tmp/llama node-llama-cpp@3.22.1 --ignore-scripts
 *   NODE_LLAMA_CPP=/tmp/llama/node_modules/node-llama-cpp/dist/index.js npx vitest run --project node tests/domain/files/gguf
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportGguf } from '../../../../src/domain/files/gguf/exportGguf.ts';
import { transformer } from '../../../../src/domain/models/transformer/definition.ts';
import { bytes, characters, settingsOf, weightsOf } from './models.ts';
import { decodingOf } from '../../../../src/domain/models/decoders.ts';

/** The part of node-llama-cpp that is used. */
interface NodeLlamaCpp {
  getLlama(options: object): Promise<{ loadModel(options: object): Promise<Model>; dispose(): Promise<void> }>;
}
interface Model {
  tokenize(text: string): readonly number[];
  detokenize(tokens: readonly number[]): string;
  createContext(options: object): Promise<{ getSequence(): Sequence }>;
}
interface Sequence {
  controlledEvaluate(
    input: readonly (readonly [number, object])[],
  ): Promise<readonly ({ readonly next: { readonly logits?: ReadonlyMap<number, number> } } | undefined)[]>;
}

const address = process.env['NODE_LLAMA_CPP'];

/** Logits that llama.cpp computes behind each of the tokens, and how it cuts and joins the text. */
async function ask(file: Uint8Array, text: string, tokens: readonly number[]) {
  const module = (await import(/* @vite-ignore */ address ?? '')) as NodeLlamaCpp;
  const folder = await mkdtemp(join(tmpdir(), 'gguf-'));
  const llama = await module.getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'error' });
  try {
    await writeFile(join(folder, 'model.gguf'), file);
    const model = await llama.loadModel({ modelPath: join(folder, 'model.gguf') });
    const sequence = (await model.createContext({ contextSize: tokens.length + 1, threads: 1 })).getSequence();
    const answers = await sequence.controlledEvaluate(
      tokens.map((token) => [token, { generateNext: { logits: true } }]),
    );
    const logits = answers.map((answer) => {
      const values = answer?.next.logits ?? new Map<number, number>();
      return Float32Array.from({ length: values.size }, (_, id) => values.get(id) ?? NaN);
    });
    const found = model.tokenize(text);
    return { logits, tokens: [...found], text: model.detokenize(found) };
  } finally {
    await llama.dispose();
    await rm(folder, { recursive: true });
  }
}

const largest = (values: Float32Array): number => values.indexOf(Math.max(...values));

/** Mean over the tokens behind the first. */
function nats(logits: readonly Float32Array[], tokens: readonly number[]): number {
  const each = logits.slice(0, -1).map((values, i) => {
    const total = values.reduce((sum, value) => sum + Math.exp(value), 0);
    return Math.log(total) - (values[tokens[i + 1] ?? 0] ?? NaN);
  });
  return each.reduce((sum, value) => sum + value, 0) / each.length;
}

const cases = (['gpt2', 'llama'] as const).flatMap((family) =>
  [characters, bytes].map((tokenizer) => ({ family, tokenizer, method: tokenizer.method })),
);

describe.skipIf(address === undefined)('llama.cpp', () => {
  test.each(cases)('reads $family of $method as we do', { timeout: 60_000 }, async ({ family, tokenizer }) => {
    const settings = settingsOf(family);
    const weights = weightsOf(settings, tokenizer);
    const text = 'The whale, é中文𝄞 the sea.\nxyz !';
    const known = text.replace(tokenizer === characters ? '!' : '', '');
    const own = [...tokenizer.encode(text).ids];
    // Anything may follow anything: a walk through the vocabulary. node-llama-cpp keeps one place of the context free.
    const tokens = Array.from({ length: settings.context - 1 }, (_, i) => (7 * i * i + 3 * i) % tokenizer.size);
    const decoder = decodingOf(transformer).decoder(settings, tokenizer.size, weights);
    const expected = tokens.map((token) => decoder.step(token).slice());
    const [f16, q8] = [
      await ask(exportGguf(settings, weights, tokenizer, 'f16').bytes, text, tokens),
      await ask(exportGguf(settings, weights, tokenizer, 'q8_0').bytes, text, tokens),
    ];
    expect(f16.tokens).toEqual(own);
    expect(f16.text).toBe(known);
    expect(new Set(expected.map(largest)).size).toBeGreaterThan(5);
    expect(f16.logits.map(largest)).toEqual(expected.map(largest));
    const perplexity = Math.exp(nats(expected, tokens));
    expect(Math.abs(Math.exp(nats(f16.logits, tokens)) / perplexity - 1)).toBeLessThan(0.01);
    expect(Math.abs(Math.exp(nats(q8.logits, tokens)) / perplexity - 1)).toBeLessThan(0.05);
  });
});
