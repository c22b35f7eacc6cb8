/** Entry of the worker. */
import type { ToWorker } from '../protocol/protocol.ts';
import { openStorage } from '../storage/openStorage.ts';
import { corpusLoader } from './corpusFiles.ts';
import { createHandlers } from './handlers.ts';
import { emitter, type Post } from './send.ts';
import { serve } from './serve.ts';

declare const self: DedicatedWorkerGlobalScope;

const post: Post = (message, transfer) => self.postMessage(message, transfer);
// The built worker lies in `assets/`, one level below the site; in development it lies at the site's root.
const site = new URL(import.meta.env.DEV ? '/' : '../', self.location.href);
const handlers = createHandlers({
  emit: emitter(post),
  load: corpusLoader(new URL('corpora/', site).href),
  openStorage,
});
const answer = serve(handlers, post);
self.addEventListener('message', (event: MessageEvent<ToWorker>) => void answer(event.data));
