import { type SimpleGit, simpleGit } from 'simple-git';
import { environment, HARDENING } from './git.ts';
import { gitError } from './git-error.ts';

/** Fetches from the remote `origin`; throws `GIT_FAILED` with what git said, or when it is stopped. */
export type Fetch = (...args: string[]) => Promise<void>;

/** What a machine behind a proxy needs to reach its remote; git gets these for this one command. */
const PROXY = ['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'];

/**
 * Nothing but git itself runs: no helper for credentials or passwords, no transport that is a program of its own, no
 * upkeep afterwards. What actions/checkout leaves in the configuration (`http.extraheader`) is all the authority there is.
 */
const QUIET = [
  ...HARDENING,
  'credential.helper=',
  'core.askPass=',
  'protocol.allow=never',
  'protocol.https.allow=always',
  'protocol.http.allow=always',
  'protocol.file.allow=always',
  'fetch.recurseSubmodules=false',
  'fetch.writeCommitGraph=false',
  'maintenance.auto=false',
  'gc.auto=0',
];

const OPTIONS = [
  ...['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'],
  // As an option: of two settings git takes the first, which is the repository's.
  '--upload-pack=git-upload-pack',
];

export function openFetch(folder: string, signal: AbortSignal): Fetch {
  return async (...args) => {
    try {
      await connect(folder, signal).raw(['fetch', ...OPTIONS, ...args]);
    } catch (cause) {
      throw gitError('fetch', folder, cause);
    }
  };
}

function connect(folder: string, signal: AbortSignal): SimpleGit {
  const proxies = PROXY.flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const env = { ...environment(), ...Object.fromEntries(proxies) };
  return simpleGit({
    baseDir: folder,
    config: QUIET,
    abort: signal,
    allowEnvironment: Object.keys(env),
    // Each is set to the value that switches the feature off, or to git's own.
    unsafe: {
      allowUnsafeFsMonitor: true,
      allowUnsafeHooksPath: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeAskPass: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafePack: true,
    },
  }).env(env);
}
