import { expect } from 'vitest';
import { fixtureConfig, fixtureRows } from '../sandbox.ts';
import { type Attack, HOSTILE_TEXTS, MARK } from './attack.ts';
import { Loopback } from './loopback.ts';

const KEY = 'sk-canary-51f0c2d9';
const ENV = { OPENAI_API_KEY: KEY, GITHUB_TOKEN: 'sk-canary-token' };

const provider = (url: string, more = '') => `{ provider: { base_url: "${url}", model: small${more} } }`;
const barred = (url: string, more = '') =>
  fixtureConfig(`gate: [accuracy >= 0.55]\nbaseline: [base-model, ${provider(url, more)}]`);
const based = (url: string, more = '') =>
  fixtureConfig().replace('base: models/tiny', `base: ${provider(url, more)}`);

/** The base branch asks one endpoint; the pull request would like its key elsewhere, and nothing may arrive anywhere. */
function stolen(
  name: string,
  base: (url: string) => string,
  head: (own: string, evil: string) => string,
): Attack {
  let servers: Loopback[] = [];
  return {
    name,
    env: ENV,
    before: repository => {
      servers = [new Loopback(200, '{}'), new Loopback(200, '{}')];
      repository.write('finetune-gate.yml', base(servers[0]!.url));
    },
    change: repository => repository.write('finetune-gate.yml', head(servers[0]!.url, servers[1]!.url)),
    ends: 'PROVIDER_UNTRUSTED',
    after: () => {
      for (const server of servers) server.stop();
      expect(servers.map(({ seen }) => seen)).toEqual(['', '']);
    },
  };
}

/** The base branch's endpoint answers so. */
function answered(name: string, start: () => Loopback, after: (seen: string) => void): Attack {
  let server: Loopback | undefined;
  return {
    name,
    env: ENV,
    before: repository => {
      server = start();
      repository.write('finetune-gate.yml', barred(server.url));
    },
    change: repository => repository.write('data/train.tsv', fixtureRows('train', 220)),
    ends: 'PROVIDER_FAILED',
    after: () => {
      server?.stop();
      after(server?.seen ?? '');
    },
  };
}

/** Keys and money. */
export const PROVIDER_ATTACKS: readonly Attack[] = [
  stolen('a base of training at an endpoint of its own, for the key', barred, (_, evil) => based(evil)),
  stolen('the same endpoint, for the token of the job', barred, own => based(own, ', key_env: GITHUB_TOKEN')),
  stolen('the same host, at a path of its own', based, own => based(`${own}/../collect`)),
  {
    name: 'a baseline of its own that would be asked with the key',
    env: ENV,
    change: repository =>
      repository.write('finetune-gate.yml', barred('http://127.0.0.1:9/v1', ', name: "<img src=x> @acme"')),
    ends: 'judged',
    after: (_, result) => {
      expect(result.policy?.changes.map(({ key }) => key)).toEqual(['baseline']);
      expect(result.baselines?.map(({ name }) => name)).toEqual(['base-model']);
    },
  },
  answered(
    'an endpoint that answers with the key and with markup',
    () =>
      new Loopback(
        400,
        JSON.stringify({ error: { message: `${KEY} ${HOSTILE_TEXTS.join(' ')}`.slice(0, 290) } }),
      ),
    seen => expect(seen).toBe(`POST /v1/embeddings Bearer ${KEY}\n`),
  ),
  answered(
    'an endpoint whose refusal is commands, markup and mentions',
    () =>
      new Loopback(
        400,
        JSON.stringify({
          error: {
            message: `::error::${MARK}\r\n##[error]${MARK} <img src=x> @acme/everyone [x](https://evil.example)`,
          },
        }),
      ),
    seen => expect(seen.split('\n')).toHaveLength(2),
  ),
  (() => {
    let evil: Loopback | undefined;
    return {
      ...answered(
        'an endpoint that redirects, for the key to follow',
        () => {
          evil = new Loopback(200, '{}');
          return new Loopback(307, '', { location: `${evil.url}/embeddings` });
        },
        seen => {
          evil?.stop();
          expect(seen.split('\n')).toHaveLength(2);
          expect(evil?.seen).toBe('');
        },
      ),
    };
  })(),
];
