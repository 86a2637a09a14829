/** A model's name on the hub. */
export interface HubId {
  /** `owner/name`. */
  readonly repository: string;
  /** A commit, branch or tag. */
  readonly revision?: string;
}

/** Folders that people keep models in; `models/tiny` is a path although it has the form of a hub name. */
const FOLDERS = new Set([
  'model',
  'models',
  'checkpoint',
  'checkpoints',
  'fixtures',
  'data',
  'assets',
  'out',
  'output',
]);
const REPOSITORY = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/;
/** What git allows in a reference, and no more than is needed. */
const REVISION = /^\w[\w./-]{0,254}$/;

/** `owner/name`, with or without `@revision`, `hf:` or `hf://`. Undefined for anything else, such as a path. */
export function parseHubId(text: string): HubId | undefined {
  const name = text.replace(/^hf:(?:\/\/)?/i, '');
  const at = name.indexOf('@');
  const repository = at < 0 ? name : name.slice(0, at);
  const [owner = ''] = repository.split('/', 1);
  if (!REPOSITORY.test(repository) || repository.includes('..')) return undefined;
  if (at >= 0) {
    const revision = name.slice(at + 1);
    return REVISION.test(revision) && !revision.includes('..') ? { repository, revision } : undefined;
  }
  return name === text && FOLDERS.has(owner.toLowerCase()) ? undefined : { repository };
}

/** Whether a revision can only ever mean one state of the model. */
export function isCommit(revision: string | undefined): revision is string {
  return revision !== undefined && /^[0-9a-f]{40}$/.test(revision);
}
