import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './shared.ts';

/** A temporary folder with git in it, gone when the tests end. */
export class Sandbox {
  readonly folder: string;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'finetune-gate-test-'));
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  copy(from: string, to: string): void {
    cpSync(from, this.path(to), { recursive: true });
  }

  git(...args: string[]): string {
    const identity = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.com',
      '-c',
      'commit.gpgsign=false',
    ];
    return execFileSync('git', [...identity, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  }

  commit(message: string): string {
    this.git('add', '-A');
    this.git('commit', '-q', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }
}

/** The first `pairs` rows of a fixture split, header included. */
export function fixtureRows(split: string, pairs: number): string {
  const lines = readFileSync(join(root, 'fixtures', 'data', `${split}.tsv`), 'utf8').split('\n');
  return `${lines.slice(0, pairs + 1).join('\n')}\n`;
}

/** A repository with a slice of the fixture corpus, the fixture encoder, and a configuration that trains for seconds. */
export function fixtureRepository(config: string): Sandbox {
  const sandbox = new Sandbox();
  sandbox.copy(join(root, 'fixtures', 'models', 'tiny'), 'models/tiny');
  sandbox.write('data/train.tsv', fixtureRows('train', 600));
  sandbox.write('data/validation.tsv', fixtureRows('validation', 200));
  sandbox.write('data/test.tsv', fixtureRows('test', 200));
  sandbox.write('finetune-gate.yml', config);
  sandbox.git('init', '-q', '-b', 'main');
  return sandbox;
}

/** A configuration for `fixtureRepository`; `rest` replaces the gate. */
export function fixtureConfig(rest = 'gate: [accuracy >= 0.55]'): string {
  return `version: 1
data:
  train: data/train.tsv
  validation: data/validation.tsv
  test: data/test.tsv
model:
  base: models/tiny
  dimensions: 32
train:
  tune: head
  epochs: 2
  learning_rate: 1.0e-3
${rest}
`;
}
