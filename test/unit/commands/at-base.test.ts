import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sourceAtBase } from '../../../src/commands/at-base.ts';
import type { BaseBranch } from '../../../src/commands/policy.ts';
import { openWorkspace } from '../../../src/commands/workspace.ts';
import { openRepository } from '../../../src/repository/open.ts';
import { Sandbox } from '../../sandbox.ts';

const HUB = `acme/encoder@${'a'.repeat(40)}`;

describe('sourceAtBase', () => {
  let sandbox: Sandbox;
  let into: string;
  beforeEach(() => {
    sandbox = new Sandbox();
    into = sandbox.path('.git/export');
    sandbox.write('gate/models/v1/config.json', 'of the base branch');
    sandbox.write('gate/models/v[1]/config.json', 'brackets');
    sandbox.write('gate/old.tar.gz', 'packed');
    sandbox.git('init', '-q', '-b', 'main');
    sandbox.commit('base');
    sandbox.git('checkout', '-q', '-b', 'change');
  });
  const source = async (base: string, sha256?: string, pulls = true) => {
    const workspace = await openWorkspace(sandbox.folder, 'gate/finetune-gate.yml');
    const repository = (await openRepository(sandbox.folder))!;
    const commit = await repository.mergeBase('main');
    const branch: BaseBranch = { repository, commit, configPath: 'gate/finetune-gate.yml' };
    return sourceAtBase({ base, sha256 }, workspace, pulls ? branch : undefined, into);
  };
  const inGate = (path: string) => sandbox.path('gate', path);

  it('is what lies here as long as nothing changes it', async () => {
    const here = { source: { kind: 'folder', path: inGate('models/v1') }, root: sandbox.path('gate') };
    expect(await source('models/v1')).toEqual({ ...here, changed: false });
    expect(await source('old.tar.gz')).toMatchObject({
      source: { kind: 'archive', path: inGate('old.tar.gz') },
    });
    expect(existsSync(into)).toBe(false);
    sandbox.write('gate/models/v1/config.json', 'changed');
    expect(await source('models/v1', undefined, false)).toEqual({ ...here, changed: false });
  });

  it('is what lay there where the pull request changes or removes it', async () => {
    sandbox.write('gate/models/v1/config.json', 'changed');
    sandbox.git('rm', '-q', 'gate/old.tar.gz');
    const folder = await source('models/v1');
    expect(folder).toEqual({
      source: { kind: 'folder', path: join(into, 'gate/models/v1') },
      root: into,
      changed: true,
    });
    expect(readFileSync(join(into, 'gate/models/v1/config.json'), 'utf8')).toBe('of the base branch');
    expect(existsSync(join(into, 'gate/models/v[1]'))).toBe(false);
    const archive = await source('old.tar.gz', 'f'.repeat(64));
    expect(archive.source).toEqual({
      kind: 'archive',
      path: join(into, 'gate/old.tar.gz'),
      sha256: 'f'.repeat(64),
    });
    expect(readFileSync(join(into, 'gate/old.tar.gz'), 'utf8')).toBe('packed');
  });

  it('takes brackets in a name for themselves', async () => {
    sandbox.write('gate/models/v[1]/config.json', 'changed');
    expect(await source('models/v[1]')).toMatchObject({ changed: true });
    expect(readFileSync(join(into, 'gate/models/v[1]/config.json'), 'utf8')).toBe('brackets');
    expect(existsSync(join(into, 'gate/models/v1'))).toBe(false);
  });

  it('does not take a folder that the pull request adds for a model of the hub', async () => {
    sandbox.write(`gate/${HUB}/config.json`, 'a lower bar');
    sandbox.commit('shadow');
    expect(await source(HUB)).toMatchObject({
      source: { kind: 'hub', repository: 'acme/encoder' },
      changed: true,
    });
    expect(await source(HUB, undefined, false)).toMatchObject({ source: { kind: 'folder' } });
  });

  it('notices what a link leads to', async () => {
    sandbox.git('checkout', '-q', 'main');
    symlinkSync('v1', inGate('models/latest'));
    sandbox.commit('a link');
    sandbox.git('checkout', '-q', '-B', 'change');
    expect((await source('models/latest')).changed).toBe(false);
    sandbox.write('gate/models/v1/config.json', 'changed');
    expect((await source('models/latest')).changed).toBe(true);
  });

  it('stays inside', async () => {
    await expect(source('../models/v1')).rejects.toMatchObject({ code: 'PATH_OUTSIDE' });
    await expect(source('/etc')).rejects.toMatchObject({ code: 'PATH_OUTSIDE' });
    symlinkSync('/etc', inGate('out'));
    await expect(source('out')).rejects.toMatchObject({ code: 'PATH_OUTSIDE' });
  });

  it('leaves addresses alone', async () => {
    const url = 'https://models.example.com/v1.tar.gz';
    expect(await source(url)).toMatchObject({ source: { kind: 'url', url }, changed: false });
    expect(await source(`hf:${HUB}`)).toMatchObject({ source: { kind: 'hub' }, changed: false });
  });
});
