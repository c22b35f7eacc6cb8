/**
 * Serves the built site with Vite's preview server: right media types, and the headers that make a page cross-origin
 * isolated, which WASM threads need. `isolated: false` leaves the headers out, as a plain static host does.
 */
import { createServer } from 'node:net';
import { isolationHeaders } from './headers.mjs';
import { root } from './run.mjs';
import { siteFolder } from './site.mjs';
import { PlainError } from './terminal.mjs';

/**
 * @typedef {{ url: string, port: number, close: () => Promise<void> }} SiteServer
 * @param {{ port?: number, host?: string, base?: string, isolated?: boolean }} options port 0: any free one
 * @returns {Promise<SiteServer>}
 */
export async function serveSite({ port = 4173, host = '127.0.0.1', base = '/', isolated = true } = {}) {
  const { preview } = await import('vite');
  const free = await freePort(port, host);
  const server = await preview({
    configFile: false,
    root,
    base,
    appType: 'mpa',
    logLevel: 'error',
    build: { outDir: siteFolder },
    preview: { port: free, host, strictPort: true, allowedHosts: true, headers: isolated ? isolationHeaders : {} },
  });
  const shown = ['127.0.0.1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  return { url: `http://${shown}:${free}${base}`, port: free, close: () => server.close() };
}

/** The wanted port, or the next free one. Both loopbacks must be free, because "localhost" may mean either. */
async function freePort(wanted, host) {
  if (wanted === 0) return listen(0, host);
  for (let port = wanted; port < Math.min(wanted + 50, 65_536); port += 1) {
    const hosts = host === '127.0.0.1' ? ['127.0.0.1', '::1'] : [host];
    const outcomes = await Promise.allSettled(hosts.map((each) => listen(port, each)));
    const refused = outcomes.filter(({ status, reason }) => status === 'rejected' && reason.code !== 'EADDRNOTAVAIL');
    const other = refused.find(({ reason }) => !['EADDRINUSE', 'EACCES', 'EAFNOSUPPORT'].includes(reason.code));
    if (other) throw new PlainError(`Cannot listen on ${host}: ${other.reason.message}.`);
    if (!refused.some(({ reason }) => reason.code !== 'EAFNOSUPPORT')) return port;
  }
  throw new PlainError(`No free port between ${wanted} and ${wanted + 49}; choose another one with --port.`);
}

/** Listens for an instant. @returns {Promise<number>} the port */
function listen(port, host) {
  return new Promise((finish, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(port, host, () => {
      const taken = probe.address().port;
      probe.close(() => finish(taken));
    });
  });
}
