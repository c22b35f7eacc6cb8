/** Where a model lies on Hugging Face's hub or a mirror of it: `owner/name`, `owner/name@revision`, or the address of its page. */
import { TrimtabError } from '../../core/errors.ts';

/** The Content-Security-Policy of the built page allows these and where they redirect to (`scripts/lib/hubHosts.mjs`). */
export const hubHosts = ['huggingface.co', 'hf-mirror.com'] as const;
export type HubHost = (typeof hubHosts)[number];

export interface HubAddress {
  readonly host: HubHost;
  readonly repository: string;
  readonly revision: string;
}

const part = String.raw`[\w][\w.-]{0,95}`;
const repository = new RegExp(`^(${part}/${part})(?:@(${part}))?$`);
const page = new RegExp(`^/(${part}/${part})(?:/(?:tree|blob|resolve)/(${part})(?:/.*)?)?/?$`);

/** Throws `bad-model` for what is no such address. @param host for those that name none. */
export function parseHubAddress(text: string, host: HubHost = 'huggingface.co'): HubAddress {
  const trimmed = text.trim();
  const url = trimmed.includes('://') ? parseUrl(trimmed) : null;
  const [, name, revision = 'main'] = (url ? page.exec(url.pathname) : repository.exec(trimmed)) ?? [];
  const found = url ? hubHosts.find((known) => known === url.host) : host;
  if (name === undefined || found === undefined || name.includes('..')) {
    throw new TrimtabError('bad-model', {
      reason: 'hub-address',
      address: shown(trimmed),
      supported: `owner/name, ${hubHosts.map((known) => `https://${known}/owner/name`).join(', ')}`,
    });
  }
  return { host: found, repository: name, revision };
}

export const hubFile = ({ host, repository: name, revision }: HubAddress, file: string): string =>
  `https://${host}/${name}/resolve/${revision}/${file}`;

function parseUrl(text: string): URL | null {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' ? url : null;
  } catch {
    return null;
  }
}

/** A message need not repeat a whole page. */
const shown = (address: string): string => address.slice(0, 200);
