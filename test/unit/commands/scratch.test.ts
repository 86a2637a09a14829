import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { makeScratch } from '../../../src/commands/scratch.ts';
import { Sandbox } from '../../sandbox.ts';

it('makeScratch takes away folders of processes that are gone, and no others', async () => {
  const sandbox = new Sandbox();
  const own = await makeScratch(sandbox.folder);
  expect(existsSync(own)).toBe(true);
  const { pid } = spawnSync(process.execPath, ['--version']);
  const named = (space: string, pid: number) => `finetune-gate-run-${space}-${pid}-abcdef`;
  const [, space] = /-run-(\w{8})-/.exec(basename(own))!;
  const gone = named(space!, pid);
  const elsewhere = named('0'.repeat(8), pid);
  const foreign = `finetune-gate-${pid}-abcdef`;
  for (const name of [gone, elsewhere, foreign]) {
    mkdirSync(sandbox.path(name));
    writeFileSync(sandbox.path(name, 'file'), '');
  }
  const other = await makeScratch(sandbox.folder);
  expect(readdirSync(sandbox.folder).sort()).toEqual(
    [basename(own), basename(other), elsewhere, foreign].sort(),
  );
});
