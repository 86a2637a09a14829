// Fails when a generated file differs from what its sources give now: dist/ and the configuration's JSON Schema.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = process.env.FINETUNE_GATE_ROOT ?? process.cwd();
const script = (name: string, ...args: string[]) =>
  execFileSync(process.execPath, [join(root, 'scripts/run.mjs'), join(root, 'scripts', name), ...args], {
    stdio: 'inherit',
  });

const files = (folder: string) =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => [path.slice(folder.length), readFileSync(path, 'utf8')] as const),
  );

const fresh = mkdtempSync(join(tmpdir(), 'finetune-gate-dist-'));
try {
  script('build.ts', fresh);
  const [expected, committed] = [files(fresh), files(join(root, 'dist'))];
  const names = new Set([...expected.keys(), ...committed.keys()]);
  const stale = [...names].filter(name => expected.get(name) !== committed.get(name));
  if (stale.length > 0) {
    console.error(`dist is stale, run \`npm run build\`: ${stale.join(', ')}`);
    process.exitCode = 1;
  } else {
    console.log(`dist is what its sources give (${names.size} files).`);
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
script('schema.ts', '--check');
