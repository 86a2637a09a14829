import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, shared with scripts/run.mjs
import { bundle } from '../../../scripts/bundle.mjs';
import { root } from '../../shared.ts';

const built = join(mkdtempSync(join(tmpdir(), 'parent-watch-')), 'parent-watch.mjs');
beforeAll(() =>
  bundle({ absWorkingDir: root, entryPoints: ['src/commands/parent-watch.ts'], outfile: built }),
);

/** A parent that starts a child which watches it and then does what `body` says; gives the child's process number. */
async function family(body: string) {
  const child = `const { endWithParent } = await import(${JSON.stringify(built)});
endWithParent();
process.send(process.pid, () => { ${body} });`;
  const parent = `const { fork } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const file = require('node:path').join(require('node:os').tmpdir(), 'watched-' + process.pid + '.mjs');
writeFileSync(file, ${JSON.stringify(child)});
const child = fork(file, { execArgv: process.execArgv });
child.on('message', pid => console.log(pid));
child.on('exit', code => console.log('exit', code));
setInterval(() => {}, 1000);`;
  const started = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  started.stdout.on('data', chunk => {
    told += chunk;
  });
  while (!told.includes('\n')) await setTimeout(10);
  return { parent: started, pid: Number.parseInt(told, 10), told: () => told };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('endWithParent', () => {
  it('ends a process in an endless loop once its parent is killed, and not before', async () => {
    const { parent, pid } = await family('for (;;);');
    await setTimeout(1_200);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    for (let wait = 0; wait < 300 && isAlive(pid); wait++) await setTimeout(20);
    expect(isAlive(pid)).toBe(false);
  });

  it('keeps no process from ending', async () => {
    const { parent, told } = await family('process.disconnect();');
    for (let wait = 0; wait < 300 && !told().includes('exit'); wait++) await setTimeout(20);
    expect(told()).toContain('exit 0');
    parent.kill('SIGKILL');
  });
});
