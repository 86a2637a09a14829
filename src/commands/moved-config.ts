import { posix } from 'node:path';
import { parseConfig } from '../config/load.ts';
import { FinetuneGateError } from '../errors.ts';
import type { BaseBranch } from './policy.ts';

/** Removed files that are looked into at most. */
const MOST = 1000;
/** The keys that every configuration has, for one that is not valid. */
const REQUIRED = ['version', 'data', 'model'].map(key => new RegExp(`^["']?${key}["']?\\s*:`, 'm'));

/**
 * The configuration of the base branch that a pull request takes away while it brings one under another name: moving the
 * file must not be a way around its rules.
 *
 * @returns undefined when the base branch has none
 * @throws FinetuneGateError POLICY_INVALID when there are several
 */
export async function movedConfig({
  repository,
  commit,
  configPath,
}: BaseBranch): Promise<{ readonly path: string; readonly text: string } | undefined> {
  const name = posix.basename(configPath);
  const removed = (await repository.removedSince(commit)).filter(
    path => /\.(?:ya?ml|json)$/i.test(path) || posix.basename(path) === name,
  );
  const found: { readonly path: string; readonly text: string }[] = [];
  for (const path of removed.slice(0, MOST)) {
    // A link or a submodule is no configuration.
    const text = await repository.fileAt(commit, path).catch(() => null);
    if (text !== null && isConfig(text, path)) found.push({ path, text });
  }
  const named = found.filter(({ path }) => posix.basename(path) === name);
  const likely = named.length > 0 ? named : found;
  if (likely.length < 2) return likely[0];
  const paths = likely.map(({ path }) => path).slice(0, 10);
  throw new FinetuneGateError(
    'POLICY_INVALID',
    `The base branch has no ${configPath}, and this pull request takes several configurations away, so which rules judge it cannot be told.`,
    { details: paths, remedy: 'Leave the configuration where it is, or move one in a pull request.' },
  );
}

function isConfig(text: string, path: string): boolean {
  try {
    parseConfig(text, path);
    return true;
  } catch {
    return REQUIRED.every(key => key.test(text));
  }
}
