/** Entry of the page: the state on the browser's world, the interface on the state. */
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
createRoot(root).render(<App app={app} />);
void app.boot();
registerServiceWorker();
