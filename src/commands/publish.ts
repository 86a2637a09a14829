import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { Patience } from '../model/sources/patience.ts';
import { GitHubReleases } from '../publish/github-client.ts';
import { publishToHub } from '../publish/hub.ts';
import { type ModelToPack, type Packed, packModel } from '../publish/pack.ts';
import { publishRelease, RELEASE_PATIENCE } from '../publish/release.ts';
import { releaseSection } from '../publish/release-body.ts';
import { headlineOf } from '../report/outcome.ts';
import { MARK, unwritable } from './output-folder.ts';
import { readPublishedRun } from './published-run.ts';

export interface PublishOptions {
  readonly directory: string;
  /** A run's output folder; `finetune-gate-output` when omitted. */
  readonly from?: string;
  /** Absent: nothing goes to a release. */
  readonly tag?: string;
  /** `owner/name`; GITHUB_REPOSITORY when omitted. */
  readonly repository?: string;
  /** `owner/name` on the Hugging Face hub; absent: nothing goes there. */
  readonly hub?: string;
  /** Where the packed files are put; `finetune-gate-release` when omitted. */
  readonly output?: string;
  readonly force?: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly patience?: Patience;
  /** Bytes of a part; a file of a release has less than 2 GiB. */
  readonly partBytes?: number;
}

export interface PublishReport {
  /** The folder with the packed files, SHA256SUMS among them. */
  readonly folder: string;
  readonly files: readonly string[];
  readonly archive: Packed['archive'];
  /** The address of the release. */
  readonly release?: string;
  /** The commit on the hub. */
  readonly hub?: string;
  /** Whether anything was changed outside of the folder. */
  readonly changed: boolean;
}

/** Milliseconds for a request without a file. */
const REQUEST_MS = 60_000;

/**
 * Packs the model of a finished run, and with a tag or a name on the hub publishes it there. A rerun goes on where an
 * earlier one stopped, and does nothing where all is done.
 *
 * @throws FinetuneGateError USAGE, RUN_UNUSABLE, RELEASE_REFUSED, RELEASE_DENIED, RELEASE_CONFLICT, RELEASE_FAILED,
 *   OUTPUT_UNWRITABLE, INTERRUPTED
 */
export async function runPublish(options: PublishOptions): Promise<PublishReport> {
  const { directory, from = 'finetune-gate-output', output = 'finetune-gate-release', signal, log } = options;
  const tag = options.tag === undefined ? undefined : checkedTag(options.tag);
  const github = tag === undefined ? undefined : githubOf(options);
  const model = await readPublishedRun(resolve(directory, from));
  if (options.force !== true) assertPublishable(model, { tag, hub: options.hub });
  const folder = resolve(directory, output);
  await claim(folder);
  const split = options.partBytes === undefined ? {} : { partBytes: options.partBytes };
  const packed = await packModel(model, folder, { signal, ...split });
  const commit = model.provenance?.source.commit;
  const release =
    tag === undefined || !github
      ? undefined
      : await publishRelease(
          {
            tag,
            section: releaseSection(model.result, packed),
            assets: packed.assets,
            force: options.force === true,
            ...(commit !== undefined && { commit }),
          },
          new GitHubReleases({ ...github, signal, requestMs: REQUEST_MS }),
          { patience: options.patience ?? RELEASE_PATIENCE, signal, log },
        );
  const hub =
    options.hub === undefined
      ? undefined
      : await publishToHub(options.hub, packed, { env: options.env, signal, log });
  return {
    folder,
    files: packed.assets.map(({ name }) => name),
    archive: packed.archive,
    ...(release && { release: release.url }),
    ...(hub && { hub: hub.url }),
    changed: (release?.changed ?? false) || (hub?.changed ?? false),
  };
}

function assertPublishable(
  { result, provenance }: ModelToPack,
  { tag, hub }: { readonly tag: string | undefined; readonly hub: string | undefined },
): void {
  const { source, run } = provenance ?? {};
  if (result.verdict.outcome !== 'pass')
    throw new FinetuneGateError('RELEASE_REFUSED', headlineOf(result.verdict));
  if (tag !== undefined && source?.dirty)
    throw new FinetuneGateError(
      'RELEASE_REFUSED',
      'The model was trained with changes that are in no commit, so that no tag can stand for it.',
    );
  if ((tag !== undefined || hub !== undefined) && /^pull_request/.test(run?.event ?? ''))
    throw new FinetuneGateError(
      'RELEASE_REFUSED',
      'The model is of a run for a pull request, whose commit nobody has merged.',
      { remedy: 'Train on the branch or tag that it was merged into, and publish that run.' },
    );
}

/** git check-ref-format, nothing that an address would have to escape, and nothing that reads as a branch or a commit. */
function checkedTag(text: string): string {
  const tag = text.replace(/^refs\/tags\//, '');
  const plain = /^[A-Za-z0-9_][\w.+@/-]{0,199}$/.test(tag);
  if (plain && !/\.\.|\/\/|@\{|[/.]$|\/\.|\.lock(?:\/|$)|^refs\/|^[0-9a-f]{40,64}$/.test(tag)) return tag;
  throw new FinetuneGateError('USAGE', `${JSON.stringify(text.slice(0, 100))} is no name for a tag.`);
}

function githubOf({ env, repository: named }: PublishOptions) {
  const repository = named ?? env.GITHUB_REPOSITORY ?? '';
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || /(?:^|\/)\.{1,2}(?:\/|$)/.test(repository)) {
    throw new FinetuneGateError('USAGE', 'publish does not know whose release it is.', {
      remedy: 'Name the repository with --repository owner/name.',
    });
  }
  const token = (env.GITHUB_TOKEN || env.GH_TOKEN || '').trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new FinetuneGateError('USAGE', 'publish needs a token of GitHub.', {
      remedy: 'Set GITHUB_TOKEN, in a workflow to `github.token`.',
    });
  }
  const api = (env.GITHUB_API_URL || 'https://api.github.com').replace(/\/+$/, '');
  const url = URL.canParse(api) ? new URL(api) : undefined;
  const local = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url?.hostname ?? '');
  // A token crosses no network in the clear.
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && local))) {
    throw new FinetuneGateError('USAGE', 'GITHUB_API_URL is no https address.', {
      remedy: 'Set it to an address such as https://api.github.com, or unset it.',
    });
  }
  return { api, token, repository };
}

/** A folder with anything else in it is left alone. */
async function claim(folder: string): Promise<void> {
  const mark = join(folder, '.gitignore');
  try {
    await mkdir(folder, { recursive: true });
    const ours = (await readFile(mark, 'utf8').catch(() => '')) === MARK;
    if (!ours && (await readdir(folder)).length > 0) {
      throw new FinetuneGateError(
        'OUTPUT_UNWRITABLE',
        `${folder} holds files that are not of this program.`,
        {
          remedy: 'Name a new or empty folder with --output.',
        },
      );
    }
    await writeFile(mark, MARK);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}
