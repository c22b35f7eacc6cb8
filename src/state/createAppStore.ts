/** Puts the state together: one store, its actions, and the listeners that connect it with the world. */
import { boot } from './boot/boot.ts';
import { createCompression } from './compression/createCompression.ts';
import { initialCompression } from './compression/initialCompression.ts';
import { createConfigEditor, initialConfig } from './config/configActions.ts';
import { createContext } from './context.ts';
import type { App, AppState } from './contract.ts';
import { createDataFacts, initialData } from './data.ts';
import { dataKey } from './dataKey.ts';
import { createEngine, initialEngine } from './engine.ts';
import type { Environment } from './environment/contract.ts';
import { createErrors } from './errors.ts';
import { createFiles, initialFiles } from './files/createFiles.ts';
import { createGeneration, initialGeneration } from './generation.ts';
import { keepLocalState, preferredLanguage, withLocalState } from './localState.ts';
import { createPreferences, initialPreferences } from './preferences.ts';
import { createEngineActions, createErrorActions } from './remedies.ts';
import { createCurrentRun } from './run/currentRun.ts';
import { createLauncher } from './run/launcher.ts';
import { followLiveChanges } from './run/liveChanges.ts';
import { createRunActions } from './run/runActions.ts';
import { listenToWorker } from './run/runEvents.ts';
import { initialRun } from './run/runState.ts';
import type { Races } from './races/contract.ts';
import { createPersistence } from './runs/persistence.ts';
import { createRunList, initialRuns } from './runs/runList.ts';
import { createRunsActions } from './runs/runsActions.ts';
import { initialShipped } from './shipped/contract.ts';
import { createShipped } from './shipped/createShipped.ts';
import { createSeeing } from './seeing/createSeeing.ts';
import { initialSpeed } from './speed/contract.ts';
import { createSpeed } from './speed/createSpeed.ts';
import { readAddress, syncAddress } from './urlSync.ts';
import { createRates } from './rates/createRates.ts';
import { createSensitivity, initialSensitivity } from './sensitivity/createSensitivity.ts';
import { createView, initialView } from './view.ts';

function initialState(environment: Environment): AppState {
  const state: AppState = {
    config: initialConfig(),
    run: initialRun,
    runs: initialRuns,
    generation: initialGeneration,
    compression: initialCompression,
    speed: initialSpeed,
    shipped: initialShipped,
    files: initialFiles,
    sensitivity: initialSensitivity,
    engine: initialEngine,
    data: initialData,
    errors: [],
    preferences: { ...initialPreferences, language: preferredLanguage(environment) },
    view: initialView,
  };
  const remembered = withLocalState(state, environment.local);
  const { language, recipe, place } = readAddress(environment.address.search());
  return {
    ...remembered,
    preferences: { ...remembered.preferences, ...(language !== null && { language }) },
    compression: { ...remembered.compression, ...(recipe !== undefined && { text: recipe }) },
    view: { ...remembered.view, ...(place !== undefined && { place }) },
  };
}

export function createAppStore(environment: Environment): App {
  const context = createContext(environment, initialState(environment));
  const errors = createErrors(context);
  const config = createConfigEditor(context, errors.show);
  const current = createCurrentRun(context);
  const engine = createEngine(context, current);
  const persistence = createPersistence(context, errors);
  const list = createRunList(context, persistence);
  const data = createDataFacts(context, errors);
  const launcher = createLauncher({ context, current, engine, errors, list, persistence, data });
  const run = createRunActions(context, { current, list, launcher, engine, errors, config });
  const runs = createRunsActions({ context, errors, list, persistence, config, run });
  const preferences = createPreferences(context);
  const generation = createGeneration(context, errors);
  const compression = createCompression(context);
  const speed = createSpeed(context);
  const files = createFiles({ context, list, persistence, run, runs, adopt: compression.adopt });
  const sensitivity = createSensitivity(context);
  const engineActions = createEngineActions({ context, engine, errors, run });
  const parts = { context, engine, errors, config, run, runs, preferences, engineActions };

  const stops = [
    listenToWorker({ context, current, engine, errors, list, persistence, data }),
    followLiveChanges(context, errors, list),
    keepLocalState(context),
    describeEditedData(),
    persistence.dispose,
    runs.dispose,
    generation.dispose,
    compression.dispose,
    speed.dispose,
    files.dispose,
    sensitivity.dispose,
    environment.client.dispose,
    environment.counter.dispose,
  ];

  /** Facts of the data being chosen, for the numbers beside the settings. */
  function describeEditedData(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = context.store.subscribe((state, before) => {
      if (dataKey(state.config.config.data) === dataKey(before.config.config.data)) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const { config: edited } = context.get();
        if (edited.problems.length === 0) void data.describe(edited.config.data, edited.ownText);
      }, 400);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }

  let races: Promise<Races> | null = null;
  const loadRaces = async (): Promise<Races> => {
    const { createRaces } = await import('./races/createRaces.ts');
    const created = createRaces({ context, engine, config, list, persistence, run, runs });
    stops.push(created.dispose);
    return created;
  };
  const openRaces = (): Promise<Races> => (races ??= loadRaces());

  return {
    store: context.store,
    metrics: context.metrics,
    races: openRaces,
    actions: {
      config,
      run,
      runs,
      generation,
      compression: compression.actions,
      seeing: createSeeing(context),
      speed: speed.actions,
      shipped: createShipped({ context, errors, files }),
      files,
      sensitivity: sensitivity.actions,
      rates: createRates(context),
      engine: engineActions,
      errors: createErrorActions({ ...parts, races: openRaces }),
      preferences,
      view: createView(context),
    },
    async boot() {
      try {
        const edited = (): void => void stops.push(syncAddress(context));
        await boot({ context, config, data, engine, errors, list, run, runs, edited });
      } catch (thrown) {
        errors.caught(thrown);
      }
    },
    dispose() {
      stops.forEach((stop) => stop());
      void context.storage().then((storage) => storage.close());
    },
  };
}
