import { devNull } from 'node:os';
import { type SimpleGit, simpleGit } from 'simple-git';
import { gitError } from './git-error.ts';

/** What git may see of this process's environment: enough to find itself and the user's configuration, and no secrets. */
const KEPT_ENVIRONMENT = [
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'USERPROFILE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
] as const;

const OWN_ENVIRONMENT = {
  // Messages are matched in git-error.ts.
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
} as const;

/** Settings that could start a program, or let a committed folder pass for a repository, are switched off. */
export const HARDENING = [
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  'safe.bareRepository=explicit',
  'core.quotePath=false',
];

export function environment(): Record<string, string> {
  const kept = KEPT_ENVIRONMENT.flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...OWN_ENVIRONMENT };
}

/** The two ways this room runs git; both throw `GIT_FAILED` with what git said. */
export interface Git {
  /** Standard output, as UTF-8. */
  text(...args: string[]): Promise<string>;
  /** One object's bytes, whatever they are. */
  blob(id: string): Promise<Buffer>;
}

/**
 * git in `folder`, read-only in effect: no prompts, no hooks, no file-system monitor, and no variable of this process
 * that could redirect it.
 *
 * A command that exits with an error and says nothing (`rev-parse --quiet`, `merge-base`) gives the empty string.
 */
export function openGit(folder: string): Git {
  const git = connect(folder);
  const guarded = async <T>(command: string, run: () => PromiseLike<T>): Promise<T> => {
    try {
      return await run();
    } catch (cause) {
      throw gitError(command, folder, cause);
    }
  };
  return {
    text: (...args) => guarded(args[0] ?? '', () => git.raw(args)),
    blob: id => guarded('cat-file', () => git.binaryCatFile(['blob', id])),
  };
}

function connect(folder: string): SimpleGit {
  try {
    return simpleGit({
      baseDir: folder,
      config: HARDENING,
      maxConcurrentProcesses: 2,
      allowEnvironment: Object.keys(OWN_ENVIRONMENT),
      // Both are set to values that switch the feature off.
      unsafe: { allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true },
      // Waiting for the end of the stream, not of the process: large blobs arrive after the exit.
      completion: { onClose: true, onExit: false },
    }).env(environment());
  } catch (cause) {
    throw gitError('open', folder, cause);
  }
}
