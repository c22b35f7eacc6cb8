/** Development page: `?scene=training&lang=zh&theme=dark` shows a scene in the real interface. */
import { createRoot } from 'react-dom/client';
import { App } from '../../../src/ui/App.tsx';
import '../../../src/ui/theme/index.css';
import { frame, longCurves, scene, type SceneName } from './scene.ts';
import { createSceneApp } from './sceneApp.ts';

const query = new URLSearchParams(location.search);
const app = createSceneApp(
  scene({
    name: (query.get('scene') ?? 'training') as SceneName,
    language: query.get('lang') === 'zh' ? 'zh' : 'en',
    theme: query.get('theme') === 'dark' ? 'dark' : 'light',
  }),
);
Object.assign(window, { trimtab: app, frame, longCurves });
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App app={app} />);
