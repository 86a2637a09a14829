import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { commit, HubApiError } from '@huggingface/hub';
import { FinetuneGateError } from '../errors.ts';
import { digestOf } from '../model/sources/digest.ts';
import { readHubEnvironment } from '../model/sources/environment.ts';
import { Hub } from '../model/sources/hub.ts';
import { parseHubId } from '../model/sources/hub-id.ts';
import type { ListedFile } from '../model/sources/needed-files.ts';
import { interrupted, PATIENCE, type Patience, retried, TransientFault } from '../model/sources/patience.ts';
import { plain } from '../report/text.ts';
import type { ArchiveFile } from './archive.ts';
import type { Packed } from './pack.ts';

const BRANCH = 'main';

export interface HubPublishing {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly patience?: Patience;
}

/**
 * Puts the model's folder, its card included, into a repository of the hub as one commit, and looks afterwards whether
 * every file is there. Files that are the same stay; where all are, there is no commit. The repository must exist:
 * whether the world sees it is not for a workflow to say.
 *
 * @param name `owner/name`
 * @throws FinetuneGateError USAGE, RELEASE_DENIED, RELEASE_FAILED, INTERRUPTED and those of `Hub`
 */
export async function publishToHub(
  name: string,
  { model, archive }: Pick<Packed, 'model' | 'archive'>,
  { env, signal, log, patience = PATIENCE }: HubPublishing,
): Promise<{ readonly url: string; readonly changed: boolean }> {
  const repository = parseHubId(`hf:${name.replace(/^hf:/i, '')}`);
  if (!repository || repository.revision !== undefined)
    throw new FinetuneGateError(
      'USAGE',
      `${JSON.stringify(name.slice(0, 100))} is no owner/name on the hub.`,
    );
  const environment = readHubEnvironment(env);
  const { endpoint, token } = environment;
  if (token === undefined)
    throw new FinetuneGateError('USAGE', 'publish --hub needs a token of the hub.', {
      remedy: 'Set HF_TOKEN to a token that may write the repository.',
    });
  const http = { patience, signal, log };
  const hub = new Hub(environment, http);
  const [id, url] = [repository.repository, `${endpoint}/${repository.repository}`];
  return retried(async () => {
    const parent = await hub.commitOf(id, BRANCH);
    const changed = await differing(model, await hub.filesOf(id, parent));
    if (changed.length === 0) return { url: `${url}/tree/${parent}`, changed: false };
    log(`Committing ${changed.length} files to ${id} on the hub.`);
    const oid = await committed(id, changed, parent, archive.sha256, { endpoint, token, signal });
    const missing = await differing(model, await hub.filesOf(id, oid));
    if (missing.length === 0) return { url: `${url}/tree/${oid}`, changed: true };
    throw new FinetuneGateError('RELEASE_FAILED', `${missing[0]?.path} is not on the hub as it was sent.`);
  }, http);
}

/** Those that the hub does not have, or has otherwise. */
async function differing(
  files: readonly ArchiveFile[],
  listed: readonly ListedFile[],
): Promise<ArchiveFile[]> {
  const there = new Map(listed.map(file => [file.path, file]));
  const found: ArchiveFile[] = [];
  for (const file of files) {
    const digest = there.get(file.path)?.digest;
    if (!digest || (await hashOf(file, digest.algorithm)) !== digest.hex) found.push(file);
  }
  return found;
}

async function hashOf(file: ArchiveFile, algorithm: 'sha256' | 'git-blob'): Promise<string> {
  if ('file' in file) return digestOf(file.file, algorithm);
  const bytes = Buffer.from(file.text);
  const hash = createHash(algorithm === 'sha256' ? 'sha256' : 'sha1');
  if (algorithm === 'git-blob') hash.update(`blob ${bytes.length}\0`);
  return hash.update(bytes).digest('hex');
}

async function committed(
  name: string,
  files: readonly ArchiveFile[],
  parentCommit: string,
  sha256: string,
  { endpoint, token, signal }: { endpoint: string; token: string; signal: AbortSignal },
): Promise<string> {
  try {
    const operations = await Promise.all(
      files.map(async file => ({
        operation: 'addOrUpdate' as const,
        path: file.path,
        content: 'file' in file ? await openAsBlob(file.file) : new Blob([file.text]),
      })),
    );
    const done = await commit({
      repo: { type: 'model', name },
      operations,
      title: `finetune-gate: the model of ${sha256.slice(0, 12)}`,
      branch: BRANCH,
      // A commit that came between is looked at first.
      parentCommit,
      hubUrl: endpoint,
      accessToken: token,
      abortSignal: signal,
    });
    if (!done) throw new Error('the hub names no commit');
    return done.commit.oid;
  } catch (thrown) {
    if (signal.aborted) throw interrupted();
    throw faultOf(thrown, token);
  }
}

function faultOf(thrown: unknown, token: string): Error {
  const said = plain(
    (thrown instanceof Error ? thrown.message : String(thrown)).replaceAll(token, '***'),
    200,
  );
  const status = thrown instanceof HubApiError ? thrown.statusCode : undefined;
  if (status === 401 || status === 403 || status === 404)
    return new FinetuneGateError('RELEASE_DENIED', `The hub answered ${status}: ${said}`);
  const told = status === undefined ? 'The hub did not answer' : `The hub answered ${status}`;
  const error = new FinetuneGateError('RELEASE_FAILED', `${told}: ${said}`);
  // 412: another commit came between.
  const passing = status === undefined || status >= 500 || status === 429 || status === 412;
  return passing ? new TransientFault(error) : error;
}
