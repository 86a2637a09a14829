import module from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder where Node keeps compiled code from run to run: the runner's tool cache, else the user's own cache. Never
 * one that other users write to, such as that for temporary files: what is found there is run.
 */
export function codeCacheFolder({ RUNNER_TOOL_CACHE: tools, XDG_CACHE_HOME: home }: Environment): string {
  if (tools && isAbsolute(tools)) return join(tools, 'finetune-gate-code');
  return join(home && isAbsolute(home) ? home : join(homedir(), '.cache'), 'finetune-gate', 'code');
}

/** Not in Node 20. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/** Has Node keep compiled code for this process and those that it starts, where it can. */
export function keepCode(env: NodeJS.ProcessEnv): void {
  const { enableCompileCache } = module as CompileCache;
  if (!enableCompileCache) return;
  const folder = env.NODE_COMPILE_CACHE ?? codeCacheFolder(env);
  enableCompileCache(folder);
  env.NODE_COMPILE_CACHE = folder;
}
