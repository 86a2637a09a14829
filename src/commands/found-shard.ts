import { relative, sep } from 'node:path';
import { FINDINGS_FILE, readFindings, type ShardFindings } from './findings-file.ts';
import type { FoundShard } from './findings-merge.ts';
import { foundFolders } from './found-folders.ts';
import { sumsFault } from './weight-sums.ts';

/** Findings with what is amiss with the weights that lie beside them. */
export async function foundShard(
  folder: string,
  found: ShardFindings,
  root: string,
  name = folder,
): Promise<FoundShard> {
  const faults = new Map<string, string>();
  for (const { point, weights } of found.findings.trials) {
    const fault = weights === undefined ? undefined : await sumsFault(folder, weights, found.weights);
    if (fault !== undefined) faults.set(point.id, fault);
  }
  const way = relative(root, folder).split(sep).join('/');
  return { name, found, faults, place: weights => (way === '' ? weights : `${way}/${weights}`) };
}

/** Findings of a sweep, and those that are none of it, with the reason. */
export interface ReadShards {
  /** Folder that weights are relative to. */
  readonly root: string;
  readonly shards: readonly FoundShard[];
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Reads the findings in folders, or below them.
 *
 * @param named full paths
 * @param plan `OpenSweep.digest`
 */
export async function readShards(named: readonly string[], plan: string): Promise<ReadShards> {
  const folders = await foundFolders(named, files => files.includes(FINDINGS_FILE));
  const root = commonFolder(folders);
  const shards: FoundShard[] = [];
  const refused: { name: string; reason: string }[] = [];
  for (const folder of folders) {
    const name = relative(root, folder).split(sep).join('/') || folder;
    const read = await readFindings(folder);
    if ('fault' in read) refused.push({ name, reason: read.fault });
    else if (read.found.plan !== plan)
      refused.push({
        name,
        reason: 'is of another sweep: its configuration, or the version of the program, is another',
      });
    else shards.push(await foundShard(folder, read.found, root, name));
  }
  return { root, shards, refused };
}

/** The deepest folder that all are in. */
function commonFolder(folders: readonly string[]): string {
  const [first = [], ...rest] = folders.map(folder => folder.split(sep));
  const same = first.findIndex((part, i) => rest.some(parts => parts[i] !== part));
  return (same < 0 ? first : first.slice(0, same)).join(sep) || sep;
}
