/** Entry of the page: the state on the browser's world, the interface on the state. */
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { registerServiceWorker } from './offline/register.ts';
import { createAppStore } from './state/createAppStore.ts';
import { browserEnvironment } from './state/environment/browser.ts';
import { bindKeyboard } from './state/keyboard.ts';
import { App } from './ui/App.tsx';
import './ui/theme/index.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const app = createAppStore(browserEnvironment());
bindKeyboard(app, document);
// The worker is asked for first, and the first picture is drawn in slices: a browser starts a worker through the page's
// main thread, which one long render would keep waiting.
void app.boot();
const screen = createRoot(root);
startTransition(() => screen.render(<App app={app} />));
registerServiceWorker();
