/** The compression lab: the recipe and its link, variants and when they go, and two texts from one seed. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { userActionById } from '../../src/state/userActions.ts';
import { whyNoCompression, whyNoSweep } from '../../src/state/compression/policy.ts';
import { createFakeBrowser, type FakeTab, openTab, type TabOptions } from './testApp.ts';
import { waitFor } from './waitFor.ts';

let tab: FakeTab;

beforeEach(async () => {
  tab = openTab(createFakeBrowser(), { reducedMotion: true });
  await tab.app.boot();
  await lab().open();
  return () => tab.close();
});

const lab = () => tab.app.actions.compression;
const state = () => tab.state().compression;
const methods = (of = state()) => of.recipe?.passes.map(({ method }) => method);
const codes = () => [state().error?.code, ...tab.state().errors.map(({ report }) => report.code)];
const pausedRun = () => tab.app.actions.run.start({ paused: true });

async function visit(options: TabOptions, browser = createFakeBrowser()): Promise<FakeTab> {
  const other = openTab(browser, { reducedMotion: true, ...options });
  await other.app.boot();
  await other.app.actions.compression.open();
  return other;
}

describe('the recipe', () => {
  test('is edited, refused where it is wrong, and taken back', () => {
    expect(methods()).toEqual(['gptq']);
    lab().addPass('wanda');
    lab().movePass(1, 0);
    lab().setPassMethod(1, 'rtn');
    lab().setRest('int8');
    expect(state().recipe).toMatchObject({ passes: [{ method: 'wanda' }, { method: 'rtn', group: 32 }], rest: 'int8' });
    const { text } = state();
    lab().setPassValue(1, 'bits', 99);
    expect(state()).toMatchObject({ text, problems: [{ path: 'passes.1.bits', nearest: 8 }] });
    expect(whyNoCompression(tab.state())).toBe('no-model');
    lab().undo();
    expect(state()).toMatchObject({ problems: [], text });
    lab().undo();
    expect(state().recipe?.rest).toBe('f16');
    lab().redo();
    lab().removePass(0);
    expect(methods()).toEqual(['rtn']);
    expect(state().future).toEqual([]);
  });

  test('a pass that would undo the one before it is refused before anything runs, also from a link', async () => {
    await pausedRun();
    lab().addPass('retrain');
    expect(state().problems).toMatchObject([{ path: 'passes.1.method' }]);
    expect(whyNoCompression(tab.state())).toBe('illegal-recipe');
    lab().movePass(1, 0);
    expect(state().problems).toEqual([]);
    expect(whyNoCompression(tab.state())).toBeNull();
    const other = await visit({ search: '?recipe=gptq*retrain' });
    expect(other.state().compression.problems).toMatchObject([{ path: 'passes.1.method' }]);
    other.close();
  });

  test('a dragged slider is one step of undo', () => {
    for (const bits of [5, 6, 7]) lab().setPassValue(0, 'bits', bits);
    lab().undo();
    expect(state().recipe?.passes[0]?.['bits']).toBe(4);
    expect(state().past).toEqual([]);
  });

  test('undo by key is of what is edited where the person is', () => {
    tab.app.actions.config.setValue('seed', 9);
    lab().addPass('svd');
    void userActionById['place-toggle'].perform(tab.app);
    expect(tab.state().view.place).toBe('compress');
    void userActionById.undo.perform(tab.app);
    expect([methods(), tab.state().config.config.seed]).toEqual([['gptq'], 9]);
    expect(userActionById.undo.enabled(tab.state())).toBe(false);
    void userActionById['place-toggle'].perform(tab.app);
    void userActionById.undo.perform(tab.app);
    expect(tab.state().config.config.seed).not.toBe(9);
  });

  test('comes and goes as a file; of a bad one what is legal is taken and the rest is told', () => {
    lab().addPass('wanda');
    const json = lab().exportRecipe() ?? '';
    lab().undo();
    expect(lab().importRecipe(json)).toEqual([]);
    expect(methods()).toEqual(['gptq', 'wanda']);
    expect(lab().importRecipe('{"passes":[{"method":"svd","rank":3}],"rest":"f7"}')).toHaveLength(2);
    expect(methods()).toEqual(['svd']);
    expect(
      state()
        .replaced.map(({ path }) => path)
        .toSorted(),
    ).toEqual(['passes.0.rank', 'rest']);
    expect(lab().importRecipe('no recipe')).toMatchObject([{ path: '' }]);
    expect(methods()).toEqual(['svd']);
    lab().undo();
    expect(methods()).toEqual(['gptq', 'wanda']);
    expect(state().replaced).toEqual([]);
  });
});

describe('its link', () => {
  test('reproduces recipe and place', async () => {
    lab().addPass('magnitude');
    tab.app.actions.view.goTo('compress');
    const link = new URL(tab.app.actions.view.shareUrl());
    expect(link.searchParams.get('recipe')).toBe('gptq_group.32*magnitude');
    const other = await visit({ search: link.search });
    expect(other.state().compression).toMatchObject({ recipe: state().recipe, replaced: [] });
    expect(other.state().view.place).toBe('compress');
    expect(other.state().config.config).toEqual(tab.state().config.config);
    expect(other.state().errors).toEqual([]);
    other.close();
  });

  test('follows the edits, but for illegal ones', async () => {
    vi.useFakeTimers();
    const recipe = () => new URLSearchParams(tab.environment.address.search()).get('recipe');
    expect(recipe()).toBeNull();
    lab().setPassValue(0, 'bits', 3);
    await vi.advanceTimersByTimeAsync(400);
    expect(recipe()).toBe('gptq_bits.3_group.32');
    lab().setPassValue(0, 'bits', 2.5);
    await vi.advanceTimersByTimeAsync(400);
    expect(recipe()).toBe('gptq_bits.3_group.32');
    vi.useRealTimers();
  });

  test('a bad one is told of, and stays in the address until the recipe is edited', async () => {
    const other = await visit({ search: '?recipe=wanda_sparsity.7*nonsense&place=nowhere' });
    const { recipe, replaced, text } = other.state().compression;
    expect(recipe?.passes).toMatchObject([{ method: 'wanda', sparsity: 0.99 }, {}]);
    expect(replaced.map(({ path }) => path)).toEqual(['passes.0.sparsity', 'passes.1.method']);
    expect(text).toBe('wanda_sparsity.7*nonsense');
    expect(new URLSearchParams(other.environment.address.search()).get('recipe')).toBe(text);
    expect(other.state().errors.map(({ report }) => report.code)).toEqual(['bad-url']);
    other.app.actions.compression.removePass(1);
    expect(other.state().compression).toMatchObject({ replaced: [], text: 'wanda_sparsity.0.99' });
    other.close();
  });

  test('without one, this browser remembers', async () => {
    const browser = createFakeBrowser();
    const before = await visit({}, browser);
    before.app.actions.compression.setPassMethod(0, 'nf4');
    before.close();
    const after = await visit({}, browser);
    expect(methods(after.state().compression)).toEqual(['nf4']);
    after.close();
  });
});

describe('compressing', () => {
  test('needs a model and a legal recipe', async () => {
    expect(whyNoCompression(tab.state())).toBe('no-model');
    await lab().run();
    expect(tab.wire.requestsOf('compress.run')).toHaveLength(0);
    await pausedRun();
    expect(whyNoCompression(tab.state())).toBeNull();
    lab().setPassValue(0, 'bits', 1);
    expect([whyNoCompression(tab.state()), whyNoSweep(tab.state())]).toEqual(['illegal-recipe', null]);
  });

  test('tells how far it is and gives a variant, which is selected', async () => {
    await pausedRun();
    const seen: unknown[] = [];
    const stop = tab.app.store.subscribe(({ compression }) => seen.push(compression.working?.progress?.phase));
    const first = lab().run();
    expect(whyNoCompression(tab.state())).toBe('working');
    await Promise.all([first, lab().run()]);
    stop();
    expect(seen).toContain('compressing');
    expect(state()).toMatchObject({
      working: null,
      selectedId: 1,
      variants: [{ variantId: 1, recipe: state().recipe }],
    });
    expect(tab.wire.requestsOf('compress.run')).toHaveLength(1);
  });

  test('a refusal is told beside the button and ends with the next try', async () => {
    await pausedRun();
    tab.wire.refuseNext('compress.run', 'out-of-memory');
    await lab().run();
    expect(codes()).toEqual(['out-of-memory']);
    await lab().run();
    expect([codes(), state().variants.length]).toEqual([[undefined], 1]);
  });

  test('a worker that dies meanwhile is told of once', async () => {
    await pausedRun();
    await lab().run();
    tab.wire.silence('compress.run');
    const waiting = lab().run();
    await Promise.resolve();
    tab.wire.crash('gone');
    await waiting;
    expect(codes()).toEqual([undefined, 'worker-crashed']);
    expect(state()).toMatchObject({ working: null, variants: [] });
  });

  test.each([
    ['is restarted', () => tab.app.actions.run.restartSameSeed()],
    ['is stopped', () => tab.app.actions.run.stop()],
    ['cannot be replaced', () => (tab.wire.refuseNext('run.start', 'internal'), pausedRun())],
  ])('variants go when the run %s', async (_, change) => {
    await pausedRun();
    await lab().run();
    await change();
    expect(state()).toMatchObject({ variants: [], selectedId: null });
  });

  test('what comes late, for a run that is gone, is not kept', async () => {
    await pausedRun();
    const answer = tab.wire.silence('compress.run');
    const waiting = lab().run();
    await pausedRun();
    answer();
    await waiting;
    expect([state().variants, codes()]).toEqual([[], [undefined]]);
  });

  test('variants are chosen, taken back into the editor, saved and dropped', async () => {
    await pausedRun();
    await lab().run();
    lab().setPassMethod(0, 'rtn');
    await lab().run();
    lab().select(1);
    lab().edit(1);
    expect(methods()).toEqual(['gptq']);
    const files = await lab().exportFiles(2);
    expect(files?.map(({ name }) => name)).toEqual(['model.trimtab.safetensors', 'tokenizer.json']);
    await lab().drop(1);
    expect(state()).toMatchObject({ selectedId: 2, variants: [{ variantId: 2 }] });
    expect(tab.wire.requestsOf('compress.drop')).toMatchObject([{ payload: { variantId: 1 } }]);
    expect(await lab().exportFiles(1)).toBeNull();
  });
});

describe('side by side', () => {
  test('the same prompt and seed go to the model and to the selected variant', async () => {
    await pausedRun();
    await lab().run();
    tab.app.actions.generation.setPrompt('Mo');
    tab.app.actions.generation.setOptions({ maxTokens: 5, seed: 3 });
    await lab().compare();
    const asked = tab.wire.requestsOf('compare.start').map(({ payload }) => payload);
    expect(asked).toMatchObject([
      { prompt: 'Mo', options: { seed: 3 }, variantId: 1, writer: 'original' },
      { prompt: 'Mo', options: { seed: 3 }, variantId: 1, writer: 'compressed' },
    ]);
    const { original, compressed, writing, variantId } = state().comparison;
    expect([original.length, compressed.length, writing, variantId]).toEqual([7, 7, null, 1]);
    expect(original).toEqual(compressed);
  });

  test('stops when told, and does not begin with the other', async () => {
    tab.close();
    tab = await visit({ tokenEveryMs: 2 });
    await pausedRun();
    await lab().run();
    tab.app.actions.generation.setOptions({ maxTokens: 5000 });
    const waiting = lab().compare();
    await waitFor(() => expect(state().comparison.original.length).toBeGreaterThan(3));
    await lab().stopComparing();
    await waiting;
    expect(tab.wire.requestsOf('compare.start')).toHaveLength(1);
    expect(state().comparison).toMatchObject({ writing: null, compressed: [] });
  });
});
