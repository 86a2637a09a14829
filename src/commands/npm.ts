import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export interface NpmOptions {
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs npm to its end.
 *
 * @returns why it failed, in one line; undefined when it did not
 */
export function runNpm(args: readonly string[], options: NpmOptions): Promise<string | undefined> {
  const { directory, signal, env } = options;
  const [program, ...first] = findNpm(env);
  return new Promise(resolve => {
    const child = spawn(program, [...first, ...args], {
      cwd: directory,
      env: withoutSecrets(env),
      stdio: ['ignore', 'ignore', 'pipe'],
      // Of an own process group, so that what npm starts ends with it.
      detached: process.platform !== 'win32',
      // Node starts a batch file in no other way; no argument comes from outside.
      shell: process.platform === 'win32',
    });
    let said = '';
    child.stderr.on('data', chunk => {
      said = (said + chunk).slice(-10_000);
    });
    const stop = () => kill(child.pid);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const end = (failure: string | undefined) => {
      signal.removeEventListener('abort', stop);
      resolve(failure);
    };
    child.on('error', error => end(error.message));
    child.on('close', code =>
      end(code === 0 ? undefined : (reasonOf(said) ?? `npm ended by exit code ${code}`)),
    );
  });
}

/** `npm` where the path has it, else the one that comes with this Node: a runner brings Node without putting it there. */
function findNpm(env: NodeJS.ProcessEnv): [program: string, ...args: string[]] {
  const name = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter);
  const found = folders.some(folder => folder !== '' && existsSync(join(folder, name)));
  if (found) return [name];
  const home = dirname(process.execPath);
  const bundled = [join(home, '..', 'lib'), home]
    .map(folder => join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'))
    .find(file => existsSync(file));
  return bundled === undefined ? [name] : [process.execPath, bundled];
}

/** npm needs proxies and registries, but not what the job was given. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(INPUT_|ACTIONS_|GITHUB_TOKEN$|HF_TOKEN$)/i.test(name),
  );
  return Object.fromEntries(kept);
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** The first line of npm's complaint that says more than a code or where its log is. */
function reasonOf(said: string): string | undefined {
  const lines = said
    .split('\n')
    .map(line => line.replace(/^npm (?:error|ERR!) ?/, '').trim())
    .filter(line => line !== '' && !/^(?:code|errno|syscall|npm warn) |A complete log/i.test(line));
  return lines[0]?.slice(0, 300);
}
