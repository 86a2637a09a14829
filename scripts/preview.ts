// Renders every face of a report: `npm run preview -- report [--from FOLDER] [--out FOLDER]`. FOLDER has what a run wrote
// (report.json, and pairs.jsonl where there is one); without it, a made-up run is shown.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sampleRun } from '../fixtures/report/sample-run.ts';
import { writePage } from '../src/commands/write-page.ts';
import { toAnnotations } from '../src/report/annotations.ts';
import { toCheckRun } from '../src/report/check-run.ts';
import { toComment } from '../src/report/comment.ts';
import { toJunit } from '../src/report/junit.ts';
import { toMarkdown } from '../src/report/markdown.ts';
import type { PairRow } from '../src/report/measures.ts';
import type { Result } from '../src/report/result.ts';
import { toTerminal } from '../src/report/terminal.ts';
// @ts-expect-error plain JavaScript, shared with scripts/run.mjs
import { bundlePage } from './bundle.mjs';

/** A new face of the report gets a line here. */
const FACES: readonly { readonly file: string; readonly render: (result: Result) => string }[] = [
  { file: 'summary.md', render: toMarkdown },
  { file: 'comment.md', render: result => toComment(result, { id: 'preview' }) },
  { file: 'check-run.json', render: result => `${JSON.stringify(toCheckRun(result), null, 2)}\n` },
  { file: 'junit.xml', render: toJunit },
  { file: 'terminal.txt', render: result => `${toTerminal(result)}\n` },
  { file: 'annotations.json', render: result => `${JSON.stringify(toAnnotations(result), null, 2)}\n` },
];

const root = process.env.FINETUNE_GATE_ROOT ?? process.cwd();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, out: { type: 'string', default: 'preview' } },
});
if (positionals.join() !== 'report') {
  console.error('usage: npm run preview -- report [--from FOLDER] [--out FOLDER]');
  process.exit(2);
}

const { result, pairs } = values.from === undefined ? sampleRun(2000) : stored(values.from);
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const script = join(root, 'node_modules', '.cache', 'finetune-gate', `report-page.${process.pid}.js`);
await bundlePage({ absWorkingDir: root, outfile: script });
for (const { file, render } of FACES) writeFileSync(join(out, file), render(result));
await writePage({ page: join(out, 'report.html'), figures: join(out, 'figures') }, result, pairs, script);
rmSync(script);
for (const name of ['report.html', 'figures', ...FACES.map(({ file }) => file)]) console.log(join(out, name));

function stored(folder: string): { readonly result: Result; readonly pairs: readonly PairRow[] } {
  const lines = join(folder, 'pairs.jsonl');
  return {
    result: JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')),
    pairs: existsSync(lines)
      ? readFileSync(lines, 'utf8')
          .split('\n')
          .filter(line => line !== '')
          .map(line => JSON.parse(line))
      : [],
  };
}
