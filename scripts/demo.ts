// The whole product in two pull requests: `npm run demo`. One adds good pairs and passes, one adds mislabelled pairs and fails.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = process.env.FINETUNE_GATE_ROOT ?? process.cwd();
const fixtures = join(root, 'fixtures');
const repository = mkdtempSync(join(tmpdir(), 'finetune-gate-demo-'));
process.on('exit', () => rmSync(repository, { recursive: true, force: true }));

function git(...args: string[]): void {
  const identity = [
    '-c',
    'user.name=Demo',
    '-c',
    'user.email=demo@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  execFileSync('git', [...identity, ...args], { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] });
}

function makeRepository(): void {
  cpSync(join(fixtures, 'finetune-gate.yml'), join(repository, 'finetune-gate.yml'));
  cpSync(join(fixtures, 'models'), join(repository, 'models'), { recursive: true });
  for (const split of ['train', 'validation', 'test']) {
    cpSync(join(fixtures, 'data', `${split}.tsv`), join(repository, 'data', `${split}.tsv`));
  }
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'Pairs, configuration and base model');
}

/** A branch of main that appends the rows of a fixture to the training pairs. */
function openPullRequest(branch: string, file: string): void {
  git('checkout', '-q', '-b', branch, 'main');
  const rows = readFileSync(join(fixtures, 'data', file), 'utf8')
    .split('\n')
    .slice(1)
    .join('\n');
  appendFileSync(join(repository, 'data', 'train.tsv'), rows);
  git('commit', '-q', '-a', '-m', `Add ${file}`);
}

function check(title: string, output: string): { code: number | null; seconds: number } {
  console.log(`\n──── ${title} ────\n`);
  const start = performance.now();
  const args = [
    join(root, 'dist', 'cli.js'),
    'check',
    '--base',
    'main',
    '--output',
    join(repository, output),
  ];
  const { status } = spawnSync(process.execPath, [...args, '--json', join(repository, `${output}.json`)], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.log(`\n${readFileSync(join(repository, output, 'summary.md'), 'utf8')}`);
  return { code: status, seconds: (performance.now() - start) / 1000 };
}

makeRepository();
openPullRequest('good-pairs', 'good.tsv');
const good = check('Pull request 1: adds good pairs', '.out-good');
openPullRequest('mislabelled-pairs', 'mislabelled.tsv');
const bad = check('Pull request 2: adds mislabelled pairs', '.out-mislabelled');

console.log('──── The demo ────\n');
console.log(
  `Pull request 1 (good pairs):        exit ${good.code} (expected 0), ${good.seconds.toFixed(1)} s`,
);
console.log(`Pull request 2 (mislabelled pairs): exit ${bad.code} (expected 1), ${bad.seconds.toFixed(1)} s`);
process.exitCode = good.code === 0 && bad.code === 1 ? 0 : 1;
