import { hasSection, isOwn, sameText, withSection } from './release-body.ts';
import type { Release, ReleaseAsset, Seen, Wanted, WantedAsset } from './release-state.ts';

/** What is done next: one request that changes something, or one file that is looked at. */
export type Step =
  | { readonly kind: 'create'; readonly body: string }
  | { readonly kind: 'delete-release'; readonly release: Release }
  | { readonly kind: 'update'; readonly release: Release; readonly body: string }
  | { readonly kind: 'delete-asset'; readonly asset: ReleaseAsset }
  | { readonly kind: 'upload'; readonly release: Release; readonly wanted: WantedAsset }
  | { readonly kind: 'verify'; readonly asset: ReleaseAsset; readonly wanted: WantedAsset }
  | { readonly kind: 'publish'; readonly release: Release }
  | { readonly kind: 'conflict'; readonly reason: string }
  | { readonly kind: 'done'; readonly release: Release };

/** What this walk did that a listing does not show. */
export interface Memory {
  /** Hashes of files that were downloaded, by the number of their asset. */
  readonly hashes: ReadonlyMap<number, string>;
  /** Releases whose text was written: a server may keep it in another form. */
  readonly written: ReadonlySet<number>;
}

/** The names that only this program gives. */
const OURS = /^(?:model\.tar\.gz(?:\.part-\d{3})?|MODEL_CARD\.md|provenance\.json|SHA256SUMS)$/;

/**
 * The release of a tag: the published one; else the oldest draft with our mark, else the oldest draft. Any two runs
 * choose the same.
 */
export function chosenRelease(releases: readonly Release[]): Release | undefined {
  const rank = ({ draft, body }: Release): number => (draft ? (hasSection(body) ? 1 : 2) : 0);
  return [...releases].sort((a, b) => rank(a) - rank(b) || a.id - b.id)[0];
}

/** What to do next so that the release of a tag has all files, whole, and is published. Pure. */
export function nextStep(wanted: Wanted, seen: Seen, memory: Memory): Step {
  const { commit, force, section } = wanted;
  const release = chosenRelease(seen.releases);
  const tagFault = faultOfTag(wanted, seen);
  if (tagFault !== undefined) return { kind: 'conflict', reason: tagFault };
  if (!release) return { kind: 'create', body: section };
  const twin = seen.releases.find(one => one !== release && one.draft && isOwn(one.body));
  if (twin) return { kind: 'delete-release', release: twin };
  const change = filesStep(wanted, release, seen.assets, memory);
  if (change && !release.draft) {
    if (release.immutable && change.step.kind !== 'verify')
      return conflict(`The release of ${wanted.tag} is immutable, and ${change.why}.`);
    if (change.replaces && !force)
      return conflict(`The release of ${wanted.tag} is published, and ${change.why}.`);
  }
  const body = withSection(release.body, section);
  const moved = commit !== undefined && seen.tagCommit === undefined && release.commitish !== commit;
  const stale = release.draft
    ? moved || !sameText(body, release.body)
    : (!hasSection(release.body) || (force && !sameText(body, release.body))) && !release.immutable;
  if (stale && !memory.written.has(release.id)) return { kind: 'update', release, body };
  if (change) return change.step;
  return release.draft ? { kind: 'publish', release } : { kind: 'done', release };
}

function faultOfTag({ tag, commit, force }: Wanted, { tagCommit }: Seen): string | undefined {
  if (force || (commit !== undefined && (tagCommit === undefined || tagCommit === commit))) return undefined;
  if (commit !== undefined) return `The tag ${tag} stands for ${tagCommit}, and the model is of ${commit}.`;
  return tagCommit === undefined
    ? `There is no tag ${tag} yet, and it is not known of which commit the model is.`
    : undefined;
}

interface Change {
  readonly step: Step;
  readonly why: string;
  /** Whether a file that is whole goes away. */
  readonly replaces: boolean;
}

/** A file that replaces another comes first, so that a conflict is found before anything is changed. */
function filesStep(
  { assets }: Wanted,
  release: Release,
  found: readonly ReleaseAsset[],
  memory: Memory,
): Change | undefined {
  const changes = assets.flatMap(one => fileChange(one, release, found, memory) ?? []);
  const names = new Set(assets.map(({ name }) => name));
  for (const asset of found) {
    if (names.has(asset.name) || !OURS.test(asset.name)) continue;
    const why = `its ${asset.name} is of another model`;
    changes.push({ step: { kind: 'delete-asset', asset }, why, replaces: whole(asset) });
  }
  return changes.find(({ replaces }) => replaces) ?? changes[0];
}

function fileChange(
  wanted: WantedAsset,
  release: Release,
  found: readonly ReleaseAsset[],
  { hashes }: Memory,
): Change | undefined {
  const asset = found.find(({ name }) => name === wanted.name);
  const { name, size, sha256 } = wanted;
  if (!asset) return { step: { kind: 'upload', release, wanted }, why: `it has no ${name}`, replaces: false };
  const broken = { step: { kind: 'delete-asset', asset }, why: `its ${name} is another one` } as const;
  if (!whole(asset)) return { ...broken, replaces: false };
  const hash = asset.digest ?? hashOf(hashes.get(asset.id));
  if (asset.size !== size || (hash && hash.toLowerCase() !== `sha256:${sha256}`))
    return { ...broken, replaces: true };
  if (hash) return undefined;
  return { step: { kind: 'verify', asset, wanted }, why: `its ${name} is not checked`, replaces: false };
}

const hashOf = (sha256: string | undefined): string | undefined => sha256 && `sha256:${sha256}`;

const whole = ({ state }: ReleaseAsset): boolean => state === 'uploaded';

const conflict = (reason: string): Step => ({ kind: 'conflict', reason });
