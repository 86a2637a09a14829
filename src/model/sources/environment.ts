import { HUB_URL } from '@huggingface/hub';
import { FinetuneGateError } from '../../errors.ts';

/** What the environment says about the hub, in the variables that its own Python library reads. */
export interface HubEnvironment {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token?: string;
  /** Only what is already here may be used. */
  readonly offline: boolean;
  /** Whether a machine runs this for a repository, so that only what is pinned may be used. */
  readonly ci: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const YES = /^(?:1|on|yes|true)$/i;

/** @throws FinetuneGateError USAGE when HF_ENDPOINT is no address or HF_TOKEN no token, without quoting either */
export function readHubEnvironment(env: Environment): HubEnvironment {
  const endpoint = (env.HF_ENDPOINT?.trim() || HUB_URL).replace(/\/+$/, '');
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw new FinetuneGateError('USAGE', 'HF_ENDPOINT is no address of a hub.', {
      remedy: 'Set it to an address such as https://hub.example.com, or unset it.',
    });
  }
  const token = env.HF_TOKEN?.trim();
  // Anything else cannot be sent, and the fault of sending it would quote it.
  if (token && !/^[\x21-\x7e]+$/.test(token)) {
    throw new FinetuneGateError('USAGE', 'HF_TOKEN is no token of a hub.', {
      remedy: 'Set it to the token alone, on one line, or unset it.',
    });
  }
  return {
    endpoint,
    ...(token && mayCarryToken(url) && { token }),
    offline: YES.test(env.HF_HUB_OFFLINE?.trim() ?? ''),
    ci: YES.test(env.CI?.trim() ?? '') || env.GITHUB_ACTIONS === 'true',
  };
}

/** A token crosses no network in the clear. */
function mayCarryToken({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
