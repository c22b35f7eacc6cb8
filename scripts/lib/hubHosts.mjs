/**
 * Where the page may read models from when a person asks for one, and where those servers redirect to. The engine's worker
 * may not: it gets the pieces by message. The hosts that can be named are `hubHosts` of the domain.
 */
export const hubSources = [
  'https://huggingface.co',
  'https://*.huggingface.co',
  'https://*.hf.co',
  'https://hf-mirror.com',
  'https://*.hf-mirror.com',
];
