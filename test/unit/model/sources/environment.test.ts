import { describe, expect, it } from 'vitest';
import { readHubEnvironment } from '../../../../src/model/sources/environment.ts';

describe('readHubEnvironment', () => {
  it('has the public hub, no token, and a network by default', () => {
    const { endpoint, ...rest } = readHubEnvironment({});
    expect(endpoint).toMatch(/^https:\/\/[a-z.]+$/);
    expect(rest).toEqual({ offline: false, ci: false });
  });

  it('reads what is set', () => {
    const env = {
      HF_ENDPOINT: 'https://hub.example.com/hf/ ',
      HF_TOKEN: ' t\n',
      HF_HUB_OFFLINE: 'yes',
      CI: '1',
    };
    expect(readHubEnvironment(env)).toEqual({
      endpoint: 'https://hub.example.com/hf',
      token: 't',
      offline: true,
      ci: true,
    });
    expect(readHubEnvironment({ GITHUB_ACTIONS: 'true' }).ci).toBe(true);
    expect(readHubEnvironment({ CI: 'false', HF_HUB_OFFLINE: '0' })).toMatchObject({
      ci: false,
      offline: false,
    });
  });

  it('sends no token in the clear, but for this machine', () => {
    const token = (HF_ENDPOINT: string) => readHubEnvironment({ HF_ENDPOINT, HF_TOKEN: 't' }).token;
    expect(token('http://hub.example.com')).toBeUndefined();
    expect(token('http://127.0.0.1.example.com')).toBeUndefined();
    expect(token('http://127.0.0.1:8080')).toBe('t');
    expect(token('http://[::1]:8080')).toBe('t');
  });

  it.each(['two\nsecret', 'a secret', 'secret\0', 'sécret'])('refuses the token %j unquoted', HF_TOKEN => {
    expect(() => readHubEnvironment({ HF_TOKEN })).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.not.stringMatching(/s.cret/) }),
    );
  });

  it.each([
    'hub.example.com',
    'ftp://hub',
    'https://user:secret@hub',
    'https://:secret@hub',
    'https://hub?x=1',
  ])('refuses %s', endpoint => {
    expect(() => readHubEnvironment({ HF_ENDPOINT: endpoint })).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.not.stringContaining('secret') }),
    );
  });
});
