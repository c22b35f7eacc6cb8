/**
 * Serves the built site: right media types, and the headers that make a page cross-origin isolated, which WASM threads
 * need. `isolated: false` leaves the headers out, as a plain static host does.
 */
import { createServer } from 'node:http';
import { isolationHeaders, workerPolicy } from './headers.mjs';
import { siteFolder } from './site.mjs';
import { PlainError } from './terminal.mjs';

const loopback = '127.0.0.1';
/** Why a port cannot be had while the next one perhaps can. */
const taken = new Set(['EADDRINUSE', 'EACCES']);

/**
 * @typedef {{ url: string, port: number, close: () => Promise<void> }} SiteServer
 * @param {{ port?: number, host?: string, base?: string, isolated?: boolean, folder?: string, strict?: boolean }} options port 0: any free one;
 * strict: workers get the content policy of the built site
 * @returns {Promise<SiteServer>}
 */
export async function serveSite({
  port: wanted = 4173,
  host = loopback,
  base = '/',
  isolated = true,
  folder = siteFolder,
  strict = isolated,
} = {}) {
  const server = createServer(await handler({ folder, base, isolated, strict }));
  const port = await listenNear(server, wanted, host);
  const shown = [loopback, '0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  const close = async () => {
    // Browsers keep connections open; waiting for them would hold the terminal.
    server.closeAllConnections();
    await new Promise((finish) => server.close(finish));
  };
  return { url: `http://${shown}:${port}${base}`, port, close };
}

async function handler({ folder, base, isolated, strict }) {
  const { default: sirv } = await import('sirv');
  // `dev`: files are looked up at each request, so that a new build shows without a restart.
  const files = sirv(folder, {
    dev: true,
    etag: true,
    setHeaders(response, path) {
      for (const [name, value] of Object.entries(isolated ? isolationHeaders : {})) response.setHeader(name, value);
      if (strict && path.endsWith('.js')) response.setHeader('Content-Security-Policy', workerPolicy);
    },
  });
  const missing = (response) => {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end('Not found');
  };
  return (request, response) => {
    if (!request.url.startsWith(base)) return missing(response);
    request.url = `/${request.url.slice(base.length)}`;
    files(request, response, () => missing(response));
  };
}

/** Listens on the wanted port or the next free one. "localhost" may mean either loopback, so both must be free. */
async function listenNear(server, wanted, host) {
  const last = wanted === 0 ? 0 : Math.min(wanted + 49, 65_535);
  for (let port = wanted; port <= last; port += 1) {
    const shadowed = host === loopback && port !== 0 && (await isTaken(port, '::1'));
    const refusal = shadowed ? 'EADDRINUSE' : await listen(server, port, host);
    if (refusal === undefined) return server.address().port;
    if (!taken.has(refusal)) throw new PlainError(`Cannot serve at ${host}, port ${port}: ${refusal}.`, 2);
  }
  throw new PlainError(`No free port from ${wanted} to ${last}; choose another one with --port.`);
}

async function isTaken(port, host) {
  const probe = createServer();
  const refusal = await listen(probe, port, host);
  if (refusal === undefined) await new Promise((finish) => probe.close(finish));
  return refusal === 'EADDRINUSE';
}

/** @returns {Promise<string | undefined>} why not */
function listen(server, port, host) {
  return new Promise((finish) => {
    const refuse = (error) => finish(error.code ?? error.message);
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      finish();
    });
  });
}
