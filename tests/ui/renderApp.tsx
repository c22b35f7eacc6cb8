/** The real interface on the real state, with a fake engine behind it or a still scene. */
import { type BoundFunctions, cleanup, configure, type queries, render, screen, within } from '@testing-library/react';
import userEvent, { PointerEventsCheckLevel, type UserEvent } from '@testing-library/user-event';
import { afterEach } from 'vitest';
import { bindKeyboard } from '../../src/state/keyboard.ts';
import type { App as Application } from '../../src/state/contract.ts';
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { AppProvider, useAppState } from '../../src/ui/context/app.tsx';
import { LanguageProvider } from '../../src/ui/context/language.tsx';
import { App } from '../../src/ui/App.tsx';
import { fieldId } from '../../src/ui/settings/fieldId.ts';
import { createFakeBrowser, type FakeTab, openTab } from '../state/testApp.ts';
import { stubBrowser } from './browserStubs.ts';
import { scene, type SceneOptions } from './harness/scene.ts';
import { createSceneApp, type SceneApp } from './harness/sceneApp.ts';

// What comes late is waited for as long as a busy machine may need. Working out what is visible takes most of the time,
// and nothing here is hidden by a style sheet.
configure({
  asyncUtilTimeout: 20_000,
  defaultHidden: true,
  getElementError: (message) => new Error(message?.split('\n')[0] ?? 'not found'),
});

const ends: (() => void)[] = [];

afterEach(() => {
  cleanup();
  for (const end of ends.splice(0)) end();
});

export interface Shown<A extends Application> {
  readonly app: A;
  readonly user: UserEvent;
}

interface View {
  /** Of the window, which decides the layout. */
  readonly width?: number;
  /** A part of the interface alone, which is much faster than all of it. */
  readonly part?: ReactNode;
}

function Part({ children }: { readonly children: ReactNode }) {
  const language = useAppState((state) => state.preferences.language);
  return (
    <LanguageProvider language={language}>
      <Tooltip.Provider>{children}</Tooltip.Provider>
    </LanguageProvider>
  );
}

function show<A extends Application>(app: A, { width, part }: View): Shown<A> {
  stubBrowser(width);
  ends.push(bindKeyboard(app, document));
  const whole = part === undefined;
  render(
    whole ? (
      <App app={app} />
    ) : (
      <AppProvider app={app}>
        <Part>{part}</Part>
      </AppProvider>
    ),
  );
  return { app, user: userEvent.setup({ delay: null, pointerEventsCheck: PointerEventsCheckLevel.Never }) };
}

/** A tab that does not start training by itself. */
export function renderTab(view: View = {}): Shown<Application> & { readonly tab: FakeTab } {
  const tab = openTab(createFakeBrowser(), { reducedMotion: true });
  ends.push(() => tab.close());
  return { ...show(tab.app, view), tab };
}

export function renderScene(options: Partial<SceneOptions> = {}, view: View = {}): Shown<SceneApp> {
  return show(createSceneApp(scene({ name: 'training', language: 'en', theme: 'light', ...options })), view);
}

/** The control of a setting. */
export function control(path: string): HTMLElement {
  const element = document.getElementById(fieldId(path));
  if (element === null) throw new Error(`no control for ${path}`);
  return element;
}

/** The line and the control of a setting together. */
export function field(path: string): BoundFunctions<typeof queries> & { readonly element: HTMLElement } {
  const element = control(path).closest<HTMLElement>('.field');
  if (element === null) throw new Error(`no field around ${path}`);
  return Object.assign(within(element), { element });
}

export { screen, within };
