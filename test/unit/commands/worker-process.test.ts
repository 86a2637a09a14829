import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { startEarly, takeWorker } from '../../../src/commands/worker-process.ts';
import { Sandbox } from '../../sandbox.ts';

const started: ReturnType<typeof takeWorker>[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A worker that answers with its number, and how often it was asked. */
function worker(): string {
  const folder = new Sandbox();
  folder.write('worker.mjs', 'process.on("message", () => process.send(process.pid));');
  return folder.path('worker.mjs');
}

function take(file: string) {
  const child = takeWorker(file);
  started.push(child);
  return child;
}

it('hands out the worker that was started early, once, and then new ones', async () => {
  const file = worker();
  startEarly(file);
  startEarly(file);
  const [first, second] = [take(file), take(file)];
  expect(first.pid).not.toBe(second.pid);
  for (const child of [first, second]) {
    child.send('who?');
    expect(await once(child, 'message')).toEqual([child.pid, undefined]);
  }
});

it('starts another where the early one is gone, or is of another file', async () => {
  const file = worker();
  startEarly(file);
  const early = take(file);
  early.kill('SIGKILL');
  await once(early, 'exit');
  startEarly(file);
  const other = worker();
  const child = take(other);
  child.send('who?');
  expect((await once(child, 'message'))[0]).toBe(child.pid);
});
