/**
 * Service worker: the page works without a network after the first visit, and is cross-origin isolated on hosts that
 * send no headers for it (from the second visit on, since the first page load is not under its control).
 * Pages come from the network first, so that an update is seen at once; all else, which a build names by content or
 * replaces together with this file, comes from the cache first. docs/decisions/0003-offline.md says why it is our own.
 */
/** Filled in by scripts/vite/offline.mjs. */
declare const TRIMTAB_WORKER_POLICY: string;
declare const TRIMTAB_PRECACHE: { readonly version: string; readonly files: readonly string[] };

// The compiler's library types `self` as a dedicated worker.
const worker = self as unknown as ServiceWorkerGlobalScope;
const prefix = 'trimtab-';
const cacheName = prefix + TRIMTAB_PRECACHE.version;

worker.addEventListener('install', (event) => {
  event.waitUntil(precache().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOldCaches().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const own = new URL(request.url).origin === worker.location.origin;
  // A range or a write is not ours to answer.
  if (!own || request.method !== 'GET' || request.headers.has('range')) return;
  event.respondWith(request.mode === 'navigate' ? fromNetworkFirst(request) : fromCacheFirst(request));
});

async function precache(): Promise<void> {
  const cache = await caches.open(cacheName);
  // `reload` passes the HTTP cache by, which may hold the previous build's unhashed files.
  await cache.addAll(TRIMTAB_PRECACHE.files.map((file) => new Request(file, { cache: 'reload' })));
}

async function dropOldCaches(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function fromNetworkFirst(request: Request): Promise<Response> {
  try {
    return isolated(await fetch(request));
  } catch (error) {
    const cache = await caches.open(cacheName);
    const page = (await cache.match(request, { ignoreSearch: true })) ?? (await cache.match('index.html'));
    if (!page) throw error;
    return isolated(page);
  }
}

async function fromCacheFirst(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request);
  if (kept) return isolated(kept);
  const response = await fetch(request);
  // A full disk must not cost the answer.
  if (response.ok) await cache.put(request, response.clone()).catch(() => undefined);
  return isolated(response);
}

/** The same answer with the headers of cross-origin isolation, which WASM threads need, and the worker's own policy. */
function isolated(response: Response): Response {
  if (response.type === 'opaque' || response.type === 'opaqueredirect' || response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  if (new URL(response.url).pathname.endsWith('.js')) headers.set('Content-Security-Policy', TRIMTAB_WORKER_POLICY);
  const { status, statusText } = response;
  const hasBody = status !== 204 && status !== 304;
  return new Response(hasBody ? response.body : null, { status, statusText, headers });
}
