/** Headers of the development server, the preview and the tests. A static host of your own may send the same ones. */

/** Cross-origin isolation, which WASM threads need. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** A worker has the policy of its own response, not its page's: the engine too must not reach beyond its origin. */
export const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
