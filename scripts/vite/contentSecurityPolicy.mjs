/**
 * A strict Content-Security-Policy, written into the built pages as <meta> because a static host sends no headers of
 * ours. The development server needs inline scripts for hot reloading, so it goes without. Inline scripts of a page are
 * allowed by their hash. Style attributes are what KaTeX sets its formulas with; style elements stay forbidden.
 */
import { createHash } from 'node:crypto';
import { hubSources } from '../lib/hubHosts.mjs';

const directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'worker-src': ["'self'"],
  'connect-src': ["'self'", ...hubSources],
  'img-src': ["'self'", 'data:', 'blob:'],
  'style-src': ["'self'"],
  'style-src-attr': ["'unsafe-inline'"],
  'font-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

/** @returns {import('vite').Plugin} */
export function contentSecurityPolicy() {
  return {
    name: 'trimtab:content-security-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => ({
        html,
        tags: [
          {
            tag: 'meta',
            attrs: { 'http-equiv': 'Content-Security-Policy', content: policy(inlineScripts(html)) },
            injectTo: 'head-prepend',
          },
        ],
      }),
    },
  };
}

/** @param {readonly string[]} scripts */
function policy(scripts) {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const complete = { ...directives, 'script-src': [...directives['script-src'], ...hashes] };
  return Object.entries(complete)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

/** @param {string} html */
function inlineScripts(html) {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, content = '']) => content);
}
