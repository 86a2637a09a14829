import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real repository in a folder of its own; identity, dates and configuration do not come from the machine. */
export class Sandbox {
  readonly folder: string;
  readonly root: string;

  constructor() {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'finetune-gate-git-')));
    this.root = join(this.folder, 'work');
    mkdirSync(this.root);
  }

  git(...args: string[]): string {
    return this.gitIn(this.root, ...args);
  }

  gitIn(folder: string, ...args: string[]): string {
    const identity = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.com',
      '-c',
      'commit.gpgSign=false',
    ];
    return execFileSync('git', [...identity, '-c', 'protocol.file.allow=always', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_DATE: '2024-01-01T00:00:00Z',
        GIT_COMMITTER_DATE: '2024-01-01T00:00:00Z',
      },
    }).trim();
  }

  write(path: string, content: string | Uint8Array): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Commits everything; gives the commit's id. */
  commit(message: string): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** A commit whose tree has one entry that `git add` would not make, e.g. `.GIT/config` or `../escape`. */
  commitEntry(mode: string, path: string, content: string): string {
    this.write('entry', content);
    const blob = this.git('hash-object', '-w', 'entry');
    const [name = '', ...rest] = path.split('/').reverse();
    // Written as a raw object: mktree refuses such names.
    let tree = this.rawTree(mode, name, blob);
    for (const folder of rest) tree = this.rawTree('40000', folder, tree);
    return this.git('commit-tree', '-m', 'crafted', tree);
  }

  private rawTree(mode: string, name: string, id: string): string {
    const body = Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
    writeFileSync(join(this.folder, 'tree'), body);
    return this.git('hash-object', '-w', '-t', 'tree', '--literally', join(this.folder, 'tree'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** `main` with one commit and, checked out, `topic` with another. */
export function pullRequest(sandbox: Sandbox): { base: string; head: string } {
  sandbox.git('init', '--quiet', '--initial-branch=main');
  sandbox.write('finetune-gate.yml', 'version: 1\n');
  sandbox.write('data/train.tsv', 'a\tb\t1\nc\td\t0\ne\tf\t1\n');
  const base = sandbox.commit('base');
  sandbox.git('checkout', '--quiet', '-b', 'topic');
  sandbox.write('finetune-gate.yml', 'version: 1\n# changed\n');
  sandbox.write('data/train.tsv', 'a\tb\t1\nc\td\t1\ne\tf\t1\ng\th\t0\n');
  const head = sandbox.commit('topic');
  return { base, head };
}
