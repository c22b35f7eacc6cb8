/** Every action of the program once: buttons, keys, menu and palette are made from this list. */
import { same } from '../domain/core/text.ts';
import type { ActionId, AppActions, AppState, Theme, UserAction } from './contract.ts';
import { canProfile, canTune } from './kernelPolicy.ts';
import { whyNoCompression } from './compression/policy.ts';
import { isHeld } from './run/runState.ts';

const always = (): boolean => true;
const isLegal = ({ config }: AppState): boolean => config.problems.length === 0;
const isTraining = ({ run }: AppState): boolean => run.phase === 'running' || run.phase === 'preparing';

/** What is undone is what is edited where the person is. */
const editedIn = ({ view, config, compression }: AppState) => (view.place === 'compress' ? compression : config);
const editorOf = (actions: AppActions, { view }: AppState) =>
  view.place === 'compress' ? actions.compression : actions.config;

const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

const run = { en: 'Run', zh: '运行' };
const pause = { en: 'Pause', zh: '暂停' };
const resume = { en: 'Continue', zh: '继续' };

export const userActionById: Readonly<Record<ActionId, UserAction>> = {
  'run-toggle': {
    id: 'run-toggle',
    name: (state) => (isTraining(state) ? pause : state.run.phase === 'paused' ? resume : run),
    keys: ['Space'],
    enabled: (state) => isTraining(state) || state.run.phase === 'paused' || isLegal(state),
    perform: ({ actions }) => actions.run.toggle(),
  },
  'run-step': {
    id: 'run-step',
    name: () => ({ en: 'One step', zh: '单步' }),
    keys: ['.'],
    enabled: (state) => (state.run.phase === 'running' || state.run.phase === 'paused' ? true : isLegal(state)),
    perform: ({ actions }) => actions.run.step(),
  },
  'run-restart': {
    id: 'run-restart',
    name: () => ({ en: 'Restart with the same seed', zh: '用相同种子重新开始' }),
    keys: ['r'],
    enabled: isLegal,
    perform: ({ actions }) => actions.run.restartSameSeed(),
  },
  'run-new-seed': {
    id: 'run-new-seed',
    name: () => ({ en: 'Restart with a new seed', zh: '用新种子重新开始' }),
    keys: ['Shift+R'],
    enabled: isLegal,
    perform: ({ actions }) => actions.run.newSeed(),
  },
  'run-apply': {
    id: 'run-apply',
    name: () => ({ en: 'Apply changes', zh: '应用更改' }),
    keys: ['Mod+Enter'],
    enabled: (state) => isLegal(state) && state.config.pendingRestart.length > 0,
    perform: ({ actions }) => actions.run.applyChanges(),
  },
  'run-stop': {
    id: 'run-stop',
    name: () => ({ en: 'Stop the run', zh: '停止运行' }),
    keys: [],
    enabled: ({ run: { phase } }) => phase === 'running' || phase === 'paused',
    perform: ({ actions }) => actions.run.stop(),
  },
  measure: {
    id: 'measure',
    name: () => ({ en: 'Measure what this machine can do', zh: '测量本机的计算上限' }),
    keys: [],
    enabled: ({ engine }) => engine.phase === 'ready' && !engine.measuring,
    perform: ({ actions }) => actions.engine.measure(),
  },
  retune: {
    id: 'retune',
    name: () => ({ en: 'Test and time kernels on this device', zh: '在本设备上检验并计时内核' }),
    keys: [],
    enabled: canTune,
    perform: ({ actions }) => actions.engine.retune(false),
  },
  'retune-anew': {
    id: 'retune-anew',
    name: () => ({ en: 'Choose kernels anew', zh: '重新选择内核' }),
    keys: [],
    enabled: canTune,
    perform: ({ actions }) => actions.engine.retune(true),
  },
  profile: {
    id: 'profile',
    name: () => ({ en: 'Profile the next steps by kernel', zh: '逐内核分析接下来几步的耗时' }),
    keys: [],
    enabled: canProfile,
    perform: ({ actions }) => actions.run.profile(),
  },
  generate: {
    id: 'generate',
    name: ({ generation }) =>
      generation.busy ? { en: 'Stop generating', zh: '停止生成' } : { en: 'Generate text', zh: '生成文本' },
    keys: ['g'],
    enabled: (state) => state.generation.busy || isHeld(state.run.phase),
    perform: ({ actions, store }) =>
      store.getState().generation.busy ? actions.generation.stop() : actions.generation.generate(),
  },
  'place-toggle': {
    id: 'place-toggle',
    name: ({ view }) =>
      view.place === 'train'
        ? { en: 'Go to the compression lab', zh: '前往压缩实验室' }
        : { en: 'Go to training', zh: '前往训练' },
    keys: ['p'],
    enabled: always,
    perform: ({ actions, store }) => actions.view.goTo(store.getState().view.place === 'train' ? 'compress' : 'train'),
  },
  race: {
    id: 'race',
    name: () => ({ en: 'Race several configurations', zh: '让多个配置同台竞赛' }),
    keys: ['v'],
    enabled: ({ view }) => view.place !== 'race',
    perform: ({ actions }) => actions.view.goTo('race'),
  },
  compress: {
    id: 'compress',
    name: () => ({ en: 'Compress the model with the recipe', zh: '按配方压缩模型' }),
    keys: [],
    enabled: (state) => whyNoCompression(state) === null,
    perform: ({ actions }) => actions.compression.run(),
  },
  'open-model': {
    id: 'open-model',
    name: () => ({ en: 'Open a model from files', zh: '从文件打开模型' }),
    keys: ['o'],
    enabled: always,
    perform: ({ actions }) => actions.view.open('open-model'),
  },
  'overlay-toggle': {
    id: 'overlay-toggle',
    name: ({ runs }) =>
      runs.overlay
        ? { en: 'Show the selected run alone', zh: '只显示选中的运行' }
        : { en: 'Compare with other runs', zh: '与其他运行对比' },
    keys: ['c'],
    enabled: ({ runs }) => runs.list.length > 1,
    perform: ({ actions }) => actions.runs.toggleOverlay(),
  },
  undo: {
    id: 'undo',
    name: () => ({ en: 'Undo the last change of settings', zh: '撤销上一次设置更改' }),
    keys: ['Mod+z'],
    enabled: (state) => editedIn(state).past.length > 0,
    perform: ({ actions, store }) => editorOf(actions, store.getState()).undo(),
  },
  redo: {
    id: 'redo',
    name: () => ({ en: 'Redo', zh: '重做' }),
    keys: ['Mod+Shift+Z', 'Mod+y'],
    enabled: (state) => editedIn(state).future.length > 0,
    perform: ({ actions, store }) => editorOf(actions, store.getState()).redo(),
  },
  share: {
    id: 'share',
    name: () => ({ en: 'Copy a link to this experiment', zh: '复制此实验的链接' }),
    keys: ['s'],
    enabled: isLegal,
    perform: ({ actions }) => actions.view.copyShareUrl(),
  },
  'language-toggle': {
    id: 'language-toggle',
    name: ({ preferences }) => same(preferences.language === 'en' ? '中文' : 'English'),
    keys: ['l'],
    enabled: always,
    perform: ({ actions, store }) =>
      actions.preferences.setLanguage(store.getState().preferences.language === 'en' ? 'zh' : 'en'),
  },
  'theme-toggle': {
    id: 'theme-toggle',
    name: () => ({ en: 'Next colour theme', zh: '切换配色主题' }),
    keys: ['t'],
    enabled: always,
    perform: ({ actions, store }) => actions.preferences.setTheme(nextTheme[store.getState().preferences.theme]),
  },
  'show-all-toggle': {
    id: 'show-all-toggle',
    name: ({ preferences }) =>
      preferences.showAll
        ? { en: 'Hide advanced settings', zh: '隐藏高级设置' }
        : { en: 'Show all settings', zh: '显示全部设置' },
    keys: [],
    enabled: always,
    perform: ({ actions, store }) => actions.preferences.setShowAll(!store.getState().preferences.showAll),
  },
  palette: {
    id: 'palette',
    name: () => ({ en: 'Find a command', zh: '查找命令' }),
    keys: ['Mod+k'],
    enabled: always,
    perform: ({ actions }) => actions.view.open('palette'),
  },
  help: {
    id: 'help',
    name: () => ({ en: 'Keyboard shortcuts', zh: '键盘快捷键' }),
    keys: ['?'],
    enabled: always,
    perform: ({ actions }) => actions.view.open('help'),
  },
};

/** In the order in which menus list them. */
export const userActions: readonly UserAction[] = Object.values(userActionById);
