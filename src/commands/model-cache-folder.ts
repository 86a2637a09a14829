import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

export interface CacheChoice {
  /** `--cache-dir`, absolute. */
  readonly cacheDir?: string;
  /** Chosen by the caller, who knows the machine. */
  readonly modelCache?: string;
  /** Folders whose content may come with a pull request. */
  readonly untrusted: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Where downloaded base models are kept: beside the folder of embeddings where one is named, else in the user's own
 * cache. Never in the repository: a model there could be passed off as one of the hub.
 */
export function modelCacheFolder({ cacheDir, modelCache, untrusted, env }: CacheChoice): string {
  const beside = cacheDir === undefined ? undefined : `${resolve(cacheDir)}-models`;
  const chosen = [modelCache, beside].find(
    folder => folder !== undefined && !untrusted.some(one => isInside(one, folder)),
  );
  if (chosen !== undefined) return chosen;
  const home = env.XDG_CACHE_HOME;
  return join(home && isAbsolute(home) ? home : join(homedir(), '.cache'), 'finetune-gate', 'models');
}

/** Whether a path is a folder or something below it, by its name. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
