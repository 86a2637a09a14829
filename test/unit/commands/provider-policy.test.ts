import { describe, expect, it } from 'vitest';
import type { BaseBranch } from '../../../src/commands/policy.ts';
import { readPolicy } from '../../../src/commands/read-policy.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { fixtureConfig } from '../../sandbox.ts';

const text = (base: string) => fixtureConfig().replace('base: models/tiny', `base: ${base}`);
const provider = (more = '') =>
  `{ provider: { base_url: "https://api.example.com/v1", model: small${more} } }`;

/** What the report says of the bar when a pull request goes from one base of training to another. */
async function note(before: string, after: string): Promise<string | undefined> {
  const repository = { root: '/', fileAt: async () => text(before), differs: async () => false };
  const branch = { repository, commit: 'c', configPath: 'finetune-gate.yml' } as unknown as BaseBranch;
  return (await readPolicy(parseConfig(text(after), 'f.yml'), branch)).summary.note;
}

describe('the base-model baseline of a pull request, where a provider computes it', () => {
  it('is the same whatever the provider costs or is called', async () => {
    expect(
      await note(provider(), provider(', name: api, batch_size: 9, price_per_million_tokens: 1')),
    ).toBeUndefined();
  });

  it.each([
    ['another model', provider(), provider().replace('small', 'large')],
    ['other dimensions', provider(), provider(', dimensions: 8')],
    ['a provider in place of a folder', 'models/tiny', provider()],
    ['a folder in place of a provider', provider(), 'models/tiny'],
  ])('is said to have changed with %s', async (_, before, after) => {
    expect(await note(before, after)).toContain('changes the base model');
  });
});
