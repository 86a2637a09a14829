import { openAsBlob } from 'node:fs';
import { FinetuneGateError } from '../errors.ts';
import { type Patience, retried, TransientFault } from '../model/sources/patience.ts';
import type { GitHubReleases } from './github-client.ts';
import type { Asset } from './pack.ts';
import type { Release, Seen, Wanted } from './release-state.ts';
import { chosenRelease, nextStep, type Step } from './release-step.ts';

/** A limit of GitHub's that lasts longer than a quarter of an hour is left to a rerun. */
export const RELEASE_PATIENCE: Patience = {
  stall: 30_000,
  attempts: 8,
  first: 1_000,
  longest: 60_000,
  asked: 900_000,
};

/** A file that arrives wrong so often will not arrive. */
const MOST_UPLOADS = 3;

export interface Publishing {
  readonly patience: Patience;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export interface Published {
  readonly url: string;
  /** Whether anything was changed. */
  readonly changed: boolean;
}

/**
 * Makes the release of a tag whole and publishes it: looks at what there is, does the next step, and looks again, so
 * that it goes on from wherever an earlier run was cut off.
 *
 * @throws FinetuneGateError RELEASE_CONFLICT, RELEASE_DENIED, RELEASE_FAILED, INTERRUPTED
 */
export async function publishRelease(
  wanted: Omit<Wanted, 'assets'> & { readonly assets: readonly Asset[] },
  github: GitHubReleases,
  publishing: Publishing,
): Promise<Published> {
  const walk = new Walk(wanted, github, publishing.log);
  const release = await retried(() => walk.on(), publishing);
  return { url: release.url, changed: walk.steps > 0 };
}

class Walk {
  readonly #wanted: Parameters<typeof publishRelease>[0];
  readonly #github: GitHubReleases;
  readonly #log: (line: string) => void;
  readonly #hashes = new Map<number, string>();
  readonly #written = new Set<number>();
  readonly #uploads = new Map<string, number>();
  /** A new release may be missing in a listing for a while. */
  #created: number | undefined;
  steps = 0;

  constructor(
    wanted: Parameters<typeof publishRelease>[0],
    github: GitHubReleases,
    log: (line: string) => void,
  ) {
    this.#wanted = wanted;
    this.#github = github;
    this.#log = log;
  }

  async on(): Promise<Release> {
    const before = this.steps;
    try {
      const tagCommit = await this.#github.tagCommit(this.#wanted.tag);
      const tag = tagCommit === undefined ? {} : { tagCommit };
      for (;;) {
        const seen = { ...(await this.#look()), ...tag };
        const step = nextStep(this.#wanted, seen, { hashes: this.#hashes, written: this.#written });
        if (step.kind === 'done') return step.release;
        await this.#take(step);
        if (step.kind !== 'verify') this.steps++;
      }
    } catch (thrown) {
      if (!(thrown instanceof TransientFault)) throw thrown;
      const { error, retryAfter } = thrown;
      const progressed = this.steps > before;
      throw new TransientFault(error, { progressed, ...(retryAfter !== undefined && { retryAfter }) });
    }
  }

  async #look(): Promise<Omit<Seen, 'tagCommit'>> {
    const releases = await this.#github.ofTag(this.#wanted.tag);
    if (this.#created !== undefined && !releases.some(({ id }) => id === this.#created)) {
      const made = await this.#github.release(this.#created);
      if (made) releases.push(made);
      else this.#created = undefined;
    }
    const chosen = chosenRelease(releases);
    return { releases, assets: chosen ? await this.#github.assets(chosen.id) : [] };
  }

  async #take(step: Exclude<Step, { kind: 'done' }>): Promise<void> {
    const { tag, commit } = this.#wanted;
    const github = this.#github;
    const target = commit === undefined ? {} : { commit };
    switch (step.kind) {
      case 'conflict':
        throw new FinetuneGateError('RELEASE_CONFLICT', step.reason);
      case 'create':
        this.#log(`Drafting the release ${tag}.`);
        this.#created = (await github.create({ tag, ...target, body: step.body })).id;
        return;
      case 'delete-release':
        this.#log(`Deleting a second draft of ${tag}.`);
        return github.deleteRelease(step.release.id);
      case 'update':
        await github.update(step.release.id, { body: step.body, ...(step.release.draft && target) });
        this.#written.add(step.release.id);
        return;
      case 'delete-asset':
        this.#log(`Deleting ${step.asset.name}, which is not whole or not this model's.`);
        return github.deleteAsset(step.asset.id);
      case 'upload':
        return this.#upload(step.release, step.wanted.name);
      case 'verify':
        this.#hashes.set(step.asset.id, await github.hash(step.asset.id));
        return;
      case 'publish':
        this.#log(`Publishing the release ${tag}.`);
        return github.update(step.release.id, { draft: false });
    }
  }

  async #upload(release: Release, name: string): Promise<void> {
    const asset = this.#wanted.assets.find(one => one.name === name) as Asset;
    const times = (this.#uploads.get(name) ?? 0) + 1;
    if (times > MOST_UPLOADS)
      throw new FinetuneGateError(
        'RELEASE_FAILED',
        `${name} arrived changed or not at all, each of ${MOST_UPLOADS} times.`,
      );
    this.#log(`Uploading ${name}, ${asset.size} bytes.`);
    const blob = await openAsBlob(asset.file);
    await this.#github.upload(release, name, blob.slice(asset.start, asset.start + asset.size));
    // Only those that were answered for count: a broken connection is counted as a try in vain.
    this.#uploads.set(name, times);
  }
}
