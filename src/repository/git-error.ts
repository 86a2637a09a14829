import { FinetuneGateError } from '../errors.ts';

const REMEDIES: readonly { readonly says: RegExp; readonly remedy: (folder: string) => string }[] = [
  {
    says: /dubious ownership|safe\.directory/,
    remedy: folder => `Run \`git config --global --add safe.directory ${folder}\`, if you trust this folder.`,
  },
  { says: /ENOENT/, remedy: () => 'Install git and put it on the PATH.' },
  { says: /directory that does not exist/, remedy: () => 'Name a folder that exists.' },
];

/** Whether git said that the folder is in no repository, rather than that something is wrong. */
export function saysNotARepository(error: unknown): boolean {
  return error instanceof FinetuneGateError && /not a git repository/i.test(error.message);
}

/** What went wrong in git, in its own last words, with the remedy where the cause is known. */
export function gitError(command: string, folder: string, cause: unknown): FinetuneGateError {
  if (cause instanceof FinetuneGateError) return cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  const remedy = REMEDIES.find(known => known.says.test(said))?.remedy(folder);
  const lines = said
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('at '));
  const reason = lines.find(line => /^(fatal|error):/.test(line)) ?? lines[0] ?? 'no message';
  return new FinetuneGateError('GIT_FAILED', `git ${command} failed: ${reason}`, {
    cause,
    details: lines.filter(line => line !== reason).slice(0, 10),
    ...(remedy && { remedy }),
  });
}
