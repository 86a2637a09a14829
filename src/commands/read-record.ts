import { lstat, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { BaselineRecord } from '../evaluation/record.ts';
import { MAX_RECORD_BYTES, parseRecord } from '../evaluation/record-file.ts';
import { LFS_POINTER } from '../model/lfs.ts';
import type { BaseBranch } from './policy.ts';
import { insideRoot, type Workspace } from './workspace.ts';

/** A record, or why there is none yet. */
export type RecordFound =
  | { readonly kind: 'found'; readonly record: BaselineRecord }
  | { readonly kind: 'absent'; readonly reason: string };

/**
 * The record at `path` (relative to the configuration): on a pull request that of the merge base and never its own,
 * elsewhere that of the working tree. Only a name with nothing behind it is absent.
 *
 * @throws FinetuneGateError BASELINE_CORRUPT, DATA_LFS_POINTER, PATH_OUTSIDE; GIT_FAILED for a link or a folder
 */
export async function readRecord(
  path: string,
  { root }: Pick<Workspace, 'root'>,
  branch: BaseBranch | undefined,
): Promise<RecordFound> {
  const full = await insideRoot(root, path);
  const own = await readOwn(full, path, branch !== undefined);
  if (!branch) return own === null ? { kind: 'absent', reason: absent(path) } : found(own, path);
  const place = posix.join(posix.dirname(branch.configPath), path);
  const text = await branch.repository.fileAt(branch.commit, place);
  if (text !== null) return found(text, path);
  const ignored =
    own === null
      ? ''
      : ' The one that this pull request brings counts once it is merged: a change does not set its own bar.';
  return { kind: 'absent', reason: `${absent(path, ' on the base branch')}${ignored}` };
}

/** The text of the file in the working tree; null where there is none. Of a pull request only its presence counts. */
async function readOwn(full: string, file: string, presence: boolean): Promise<string | null> {
  const status = await lstat(full).catch(() => undefined);
  if (!status) return null;
  if (presence) return '';
  if (!status.isFile()) {
    throw new FinetuneGateError(
      'BASELINE_CORRUPT',
      'The baseline’s record is a link or a folder, not a file.',
      {
        place: { file },
      },
    );
  }
  if (status.size > MAX_RECORD_BYTES) {
    throw new FinetuneGateError('BASELINE_CORRUPT', `The baseline’s record has ${status.size} bytes.`, {
      place: { file },
    });
  }
  return readFile(full, 'utf8');
}

function found(text: string, file: string): RecordFound {
  if (!text.startsWith(LFS_POINTER)) return { kind: 'found', record: parseRecord(text, file) };
  throw new FinetuneGateError(
    'DATA_LFS_POINTER',
    'The baseline’s record is a Git LFS pointer, not the content.',
    {
      place: { file },
      remedy: `Keep it out of Git LFS, where no run can read it at the merge base: \`${join(file)} !filter !diff !merge text\` in .gitattributes, and commit it again.`,
    },
  );
}

function absent(path: string, where = ''): string {
  return `There is no record yet (\`${path}\`${where}); \`finetune-gate baseline update\` writes one.`;
}
