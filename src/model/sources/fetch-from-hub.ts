import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FinetuneGateError } from '../../errors.ts';
import { download } from './download.ts';
import { type FetchContext, type FetchedModel, offline, SIZE_LIMITS } from './fetch-context.ts';
import type { Http } from './http.ts';
import { Hub } from './hub.ts';
import { isCommit } from './hub-id.ts';
import { isComplete, prepared } from './model-cache.ts';
import { type ListedFile, neededFiles } from './needed-files.ts';
import type { ModelSource } from './source.ts';
import { writing } from './writing.ts';

type HubSource = Extract<ModelSource, { kind: 'hub' }>;

/** The branch that a model is published on, unless a revision is named. */
const DEFAULT_BRANCH = 'main';
const MODULES = 'modules.json';
const MAX_MODULES_BYTES = 2 ** 20;
/** A remedy is worth no longer wait. */
const QUESTION_MS = 5_000;

/** A model of the hub, at the commit that its revision stands for; only the files that a model is read from. */
export async function fetchFromHub(
  source: HubSource,
  context: FetchContext,
  http: Http,
): Promise<FetchedModel> {
  const hub = new Hub(context.environment, http);
  const place = join(context.cache, 'hub', ...source.repository.split('/'));
  const commit = await commitOf(source, place, hub, context);
  const folder = join(place, commit);
  if (context.environment.offline && !(await isComplete(folder)))
    throw offline(`${source.repository}@${commit}`);
  await prepared(folder, async staging => {
    await downloadAll(staging, source.repository, commit, hub, context);
    return folder;
  });
  return { folder, source: 'hub', revision: commit };
}

async function commitOf(source: HubSource, place: string, hub: Hub, context: FetchContext): Promise<string> {
  const { environment, log } = context;
  const { repository, revision } = source;
  if (isCommit(revision)) return revision;
  if (revision === undefined && environment.ci) throw await revisionRequired(repository, hub, context);
  const wanted = revision ?? DEFAULT_BRANCH;
  const memory = join(place, 'revisions', encodeURIComponent(wanted));
  if (environment.offline) {
    const known = (await readFile(memory, 'utf8').catch(() => '')).trim();
    if (!isCommit(known)) throw offline(`${repository}@${wanted}`);
    log(`${repository}@${wanted} was the commit ${known} when there was a network.`);
    return known;
  }
  const commit = await hub.commitOf(repository, wanted);
  log(`${repository}@${wanted} is the commit ${commit}; \`${repository}@${commit}\` always means this one.`);
  await writing(memory, async () => {
    await mkdir(dirname(memory), { recursive: true });
    await writeFile(`${memory}.${process.pid}`, `${commit}\n`);
    await rename(`${memory}.${process.pid}`, memory);
  });
  return commit;
}

/** Names the commit to pin where the hub tells it; that it does not is no other fault. */
async function revisionRequired(
  repository: string,
  hub: Hub,
  { environment }: FetchContext,
): Promise<FinetuneGateError> {
  const patience = { ...hub.http.patience, attempts: 1, stall: QUESTION_MS };
  const ask = () => new Hub(environment, { ...hub.http, patience }).commitOf(repository, DEFAULT_BRANCH);
  const commit = environment.offline ? '' : await ask().catch(() => '');
  const message = `In CI, ${repository} needs a revision, so that every run means the same model.`;
  const remedy = commit && `Write \`base: ${repository}@${commit}\`, which is its newest commit now.`;
  return new FinetuneGateError('REVISION_REQUIRED', message, remedy ? { remedy } : {});
}

async function downloadAll(
  staging: string,
  repository: string,
  commit: string,
  hub: Hub,
  context: FetchContext,
): Promise<void> {
  const { limits = SIZE_LIMITS, onProgress, log } = context;
  const listing = await hub.filesOf(repository, commit);
  let done = 0;
  let total = 0;
  const fetchOne = async ({ path, size, digest }: ListedFile, before: number, maxBytes = limits.download) =>
    download(
      {
        url: hub.addressOf(repository, commit, path),
        what: `${repository}/${path}`,
        to: join(staging, path),
        size,
        maxBytes,
        ...(digest && { digest }),
      },
      hub.http,
      bytes => onProgress(before + bytes, Math.max(total, before + size)),
    );

  const modules = listing.find(({ path }) => path === MODULES);
  if (modules) await fetchOne(modules, 0, MAX_MODULES_BYTES);
  const files = neededFiles(listing, modules && (await readModules(join(staging, MODULES))));
  total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.download) {
    throw new FinetuneGateError(
      'DOWNLOAD_TOO_LARGE',
      `${repository} has ${Math.ceil(total / 2 ** 20)} MiB to download; at most ${Math.floor(limits.download / 2 ** 20)} are.`,
    );
  }
  log(`Downloading ${repository}@${commit}: ${files.length} files, ${Math.ceil(total / 1e6)} MB.`);
  for (const file of files) {
    await fetchOne(file, done);
    done += file.size;
  }
}

/** What is no list is left to whoever loads the model. */
async function readModules(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
