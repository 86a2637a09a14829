import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { CheckOptions } from '../../../src/commands/check-options.ts';
import { checkpointFolder } from '../../../src/commands/checkpoint-folder.ts';
import type { Workspace } from '../../../src/commands/workspace.ts';
import { Sandbox } from '../../sandbox.ts';

let sandbox: Sandbox;
let workspace: Workspace;
beforeEach(() => {
  sandbox = new Sandbox();
  mkdirSync(sandbox.path('checkout'));
  workspace = { root: sandbox.path('checkout'), prefix: '' } as Workspace;
});

/** Where checkpoints are kept, and whether what was there before is. */
async function folderOf(output: string, given: Partial<CheckOptions>) {
  const checkpoint = sandbox.path(output, 'checkpoint');
  mkdirSync(checkpoint, { recursive: true });
  writeFileSync(join(checkpoint, 'before.state'), '');
  const options = { directory: workspace.root, log: () => {}, ...given } as CheckOptions;
  const folder = await checkpointFolder(options, workspace, { checkpoint });
  return { folder, kept: existsSync(join(checkpoint, 'before.state')) };
}

it('keeps checkpoints with what is kept between runs, else in the output', async () => {
  expect((await folderOf('checkout/out', { cacheDir: '/kept' })).folder).toBe('/kept/checkpoints');
  const local = { folder: sandbox.path('checkout/out/checkpoint'), kept: true };
  expect(await folderOf('checkout/out', {})).toEqual(local);
});

it('believes none in the checkout of a pull request', async () => {
  for (const given of [{ baseRef: 'main' }, { foreign: true }]) {
    expect(await folderOf('checkout/out', given)).toMatchObject({ kept: false });
    expect(await folderOf('elsewhere', given)).toMatchObject({ kept: true });
  }
});
